/** The same frames taken by the express way and by the long one, which knows nothing of plain frames. */
import assert from 'node:assert/strict';

import { BATCH_FRAMES } from '../../src/capture/frame-layout.ts';
import { KIND_OCTETS, SPANS_OCTETS, WAITS_OCTETS } from '../../src/heartbeat/beat-layout.ts';
import { BOOK_OCTETS, BOOK_REST_OCTETS } from '../../src/heartbeat/book-layout.ts';
import type { BookStore } from '../../src/heartbeat/book-store.ts';
import * as C from '../../src/heartbeat/candidate-layout.ts';
import type { Candidates } from '../../src/heartbeat/candidates.ts';
import { ROW_OCTETS as EXCHANGE_OCTETS } from '../../src/keepalive/exchange-layout.ts';
import { ROW_OCTETS as PROBERS_OCTETS, REST_OCTETS } from '../../src/keepalive/prober-layout.ts';
import { Express } from '../../src/sharding/express.ts';
import { FrameTaker } from '../../src/sharding/frame-taker.ts';
import { Shard, type ShardLimits } from '../../src/sharding/shard.ts';
import { EVERYTHING, type Share } from '../../src/sharding/share.ts';
import { Arena } from '../../src/tracking/arena.ts';
import type { Pool } from '../../src/tracking/pool.ts';
import { flowHash } from '../../src/wire/flow-hash.ts';
import { decodeLayers } from '../../src/wire/layers.ts';
import { Outcome } from '../../src/wire/outcome.ts';
import { MISSING_TIME, Segment } from '../../src/wire/segment.ts';
import { BatchesInArena, type BatchFrame } from '../support/frame-batches.ts';
import { areasOf } from '../support/row-areas.ts';

export class TwoWays {
  readonly express: Shard;
  readonly long: Shard;
  /** TCP segments of the share, and those that express/ took alone. */
  segments = 0;
  ordinary = 0;
  frames = 0;
  private now = 0;
  private readonly program: Express;
  private readonly batches: BatchesInArena;
  private readonly taker: FrameTaker;
  private readonly share: Share;

  /** What express/ works on lies in `arena`. */
  constructor(share: Share = EVERYTHING, limits: Partial<ShardLimits> = {}, arena: Arena = new Arena()) {
    const all = { exchanges: 10_000, held: 256, ...limits };
    this.share = share;
    this.long = new Shard(all, null);
    this.express = new Shard(all, null, arena);
    const take = this.express.take.bind(this.express);
    this.express.take = (segment) => {
      this.ordinary--;
      take(segment);
    };
    this.program = new Express(this.express, share);
    this.batches = new BatchesInArena(arena);
    this.taker = new FrameTaker(this.express, share, this.program);
  }

  /** In batches of so many, one size after another. */
  take(frames: readonly BatchFrame[], sizes: readonly number[] = [BATCH_FRAMES]): void {
    for (let from = 0, turn = 0; from < frames.length; turn++) {
      const some = frames.slice(from, from + (sizes[turn % sizes.length] ?? 1));
      const batch = this.batches.batchOf(some);
      this.program.glance(batch);
      this.taker.take(batch, this.frames);
      for (const frame of some) this.takeLong(frame);
      from += some.length;
    }
  }

  /** Rows, probes and heartbeats are alike. */
  compare(): void {
    const { express, long } = this;
    for (const count of ['count', 'used', 'opened', 'free', 'slots'] as const)
      assert.equal(express.rows.counts[count], long.rows.counts[count], count);
    assert.equal(express.tracker.index.slots, long.tracker.index.slots);
    for (let row = 0; row < long.rows.count; row++) {
      const [first, second] = [rowOf(express, row), rowOf(long, row)];
      const octet = first.findIndex((value, at) => value !== second[at]);
      assert.ok(octet < 0, `row ${row}, octet ${octet}: ${first[octet]} and not ${second[octet]}`);
      assert.deepEqual(express.heartbeatsOf(row), long.heartbeatsOf(row));
      assert.deepEqual(giveUpsOf(express, row), giveUpsOf(long, row), `row ${row}`);
    }
    for (let row = 0; row < long.rows.count; row++)
      for (const direction of [0, 1] as const)
        assert.equal(express.rows.prober(row, direction), long.rows.prober(row, direction), `row ${row}`);
    alike(express.exchanges.pool, long.exchanges.pool, EXCHANGE_OCTETS, 'exchanges');
    alike(express.observer.probers.pool, long.observer.probers.pool, PROBERS_OCTETS, 'probers');
    alike(express.observer.probers.rests, long.observer.probers.rests, REST_OCTETS, 'rests of probers');
    candidatesAlike(express.heartbeats.candidates, long.heartbeats.candidates);
    booksAlike(express.heartbeats.store, long.heartbeats.store, long.rows.count);
    assert.deepEqual(express.probeCounts(), long.probeCounts());
    assert.deepEqual(express.evicted, long.evicted);
  }

  /** And so is what is said of them all at the end. */
  finish(): void {
    this.compare();
    const [first, second] = [this.express.finish(this.now), this.long.finish(this.now)];
    assert.deepEqual(first.surveyed, second.surveyed);
    this.compare();
  }

  private takeLong({
    octets,
    time,
    linkType = 1,
    originalLength = octets.length,
    untimed,
  }: BatchFrame): void {
    const segment = new Segment();
    const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
    segment.outcome = decodeLayers(linkType, view, 0, octets.length, originalLength, segment);
    segment.frame = ++this.frames;
    segment.time = time;
    if (untimed === true) segment.missing |= MISSING_TIME;
    this.now = time;
    if (segment.outcome !== Outcome.Segment && segment.outcome !== Outcome.IcmpError) return;
    segment.flowHash = flowHash(segment);
    if (!this.share.holds(segment.flowHash)) return;
    this.segments++;
    this.ordinary++;
    this.long.take(segment);
  }
}

function giveUpsOf(shard: Shard, row: number): object[] {
  const { gaveUp } = shard.booksOf(row) ?? {};
  return gaveUp?.map(({ direction, frame, time, probes }) => ({ direction, frame, time, probes })) ?? [];
}

/** As many rows, of so many octets, and the same in them. */
function alike(express: Pool, long: Pool, octets: number, title: string): void {
  assert.equal(express.count, long.count, title);
  assert.equal(express.used, long.used, title);
  let left = long.count * octets;
  for (let number = 0; left > 0; number++) {
    const [first, second] = [express, long].map(({ pages }) => octetsOf(pages.page(number), left));
    assert.ok(first !== undefined && second !== undefined);
    left -= first.length;
    if (first.equals(second)) continue;
    const octet = first.findIndex((value, at) => value !== second[at]);
    assert.fail(`${title}, page ${number}, octet ${octet}: ${first[octet]} and not ${second[octet]}`);
  }
}

/** As many pages, the same in them, and as many stretches. */
function candidatesAlike(express: Candidates, long: Candidates): void {
  assert.equal(express.pages.count, long.pages.count, 'pages of candidates');
  for (let number = 0; number < long.pages.count; number++) {
    const [first, second] = [express, long].map(({ pages }) => octetsOf(pages.page(number), C.PAGE_OCTETS));
    assert.ok(first !== undefined && second !== undefined);
    if (first.equals(second)) continue;
    const octet = first.findIndex((value, at) => value !== second[at]);
    assert.fail(`candidates, page ${number}, octet ${octet}: ${first[octet]} and not ${second[octet]}`);
  }
  assert.equal(express.stretches, long.stretches, 'stretches');
}

/** The same books, kinds of heartbeats, spans and what waits for answers. */
function booksAlike(express: BookStore, long: BookStore, rows: number): void {
  for (let row = 0; row < rows; row++) assert.equal(express.idOf(row), long.idOf(row), `book of row ${row}`);
  alike(express.books, long.books, BOOK_OCTETS, 'books');
  alike(express.rests, long.rests, BOOK_REST_OCTETS, 'rests of books');
  alike(express.kinds, long.kinds, KIND_OCTETS, 'kinds of heartbeats');
  alike(express.spans, long.spans, SPANS_OCTETS, 'spans');
  alike(express.waits, long.waits, WAITS_OCTETS, 'heartbeats that wait');
}

function octetsOf({ buffer, byteOffset, byteLength }: DataView, most: number): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, Math.min(byteLength, most));
}

function rowOf({ rows }: Shard, row: number): Buffer {
  const page = rows.page(row);
  const { buffer, byteOffset } = page;
  return Buffer.concat(
    areasOf(page, rows.at(row)).map(([from, octets]) =>
      Buffer.from(buffer as ArrayBuffer, byteOffset + from, octets),
    ),
  );
}
