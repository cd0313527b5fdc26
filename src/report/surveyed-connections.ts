/**
 * The connections of all shards by their numbers, with what the survey says of each: so that of a million connections
 * the few that somebody asks for are found without making the others.
 */
import type { NotedConnection } from '../diagnosis/population/population.ts';
import { VERDICT_CODES, type VerdictCode } from '../diagnosis/verdict.ts';
import type { FinishedShard } from '../sharding/shard.ts';
import { endpointOf, type TimelineEndpoint } from '../timeline/endpoint.ts';
import { longestIdle } from '../timeline/lifetime.ts';
import { Timeline } from '../timeline/timeline.ts';
import { ConnectionOrder } from './connection-order.ts';

export class SurveyedConnections {
  /** Connections that are there, and those that ever were. */
  readonly count: number;
  readonly opened: number;
  /** By place from 0, in the order of numbers: the NOTED_ bits of diagnosis/population/notes.ts. */
  readonly notes: Uint8Array;
  /** Likewise: the verdict's place in VERDICT_CODES. */
  private readonly codes: Uint8Array;
  private readonly shards: readonly FinishedShard[];
  private readonly order: ConnectionOrder;
  private readonly captureEnd: number;

  /** `captureEnd`: the time of the last frame that was read, ns. */
  constructor(shards: readonly FinishedShard[], captureEnd: number) {
    this.shards = shards;
    this.captureEnd = captureEnd;
    this.order = new ConnectionOrder(
      shards.map(({ rows, surveyed: { firstFrames } }) => ({ rows, firstFrames })),
    );
    this.count = this.order.count;
    this.opened = this.order.opened;
    this.codes = this.order.gather(shards.map(({ surveyed }) => surveyed.codes));
    this.notes = this.order.gather(shards.map(({ surveyed }) => surveyed.notes));
  }

  /** Ascending; of the connections with these verdicts only, where some are given. */
  *ids(verdicts?: ReadonlySet<VerdictCode>): Generator<number> {
    for (const place of this.places(verdicts)) yield this.order.numberAt(place);
  }

  /** Of the connections with these verdicts, the ids of the `count` with the longest idle gaps, the longest first. */
  idlest(verdicts: ReadonlySet<VerdictCode>, count: number): number[] {
    const idlest: { place: number; idle: number }[] = [];
    const isWanted = placesOf(verdicts);
    // Not places(): a generator takes longer than what is done here.
    for (let place = 0; place < this.count; place++) {
      if (!isWanted[this.codes[place] ?? 0]) continue;
      const idle = this.idleGap(place);
      let rank = idlest.length;
      // Of equal ones, the one with the lower id is there already.
      while (rank > 0 && (idlest[rank - 1]?.idle ?? 0) < idle) rank--;
      if (rank === count) continue;
      idlest.splice(rank, 0, { place, idle });
      if (idlest.length > count) idlest.pop();
    }
    return idlest.map(({ place }) => this.order.numberAt(place));
  }

  code(id: number): VerdictCode {
    return this.connection(id).code;
  }

  timeline(id: number): Timeline {
    return this.connection(id).timeline;
  }

  connection(id: number): SurveyedConnection {
    return this.connectionAt(this.order.placeOf(id));
  }

  /** The connection at a place. */
  connectionAt(place: number): SurveyedConnection {
    const { order } = this;
    const code = this.codes[place] ?? 0;
    return new SurveyedConnection(
      order.numberAt(place),
      this.shardAt(place),
      order.rowAt(place),
      code,
      this.captureEnd,
    );
  }

  shardOf(id: number): FinishedShard {
    return this.shardAt(this.order.placeOf(id));
  }

  rowOf(id: number): number {
    return this.order.rowOf(id);
  }

  private *places(verdicts?: ReadonlySet<VerdictCode>): Generator<number> {
    const isWanted = placesOf(verdicts);
    for (let place = 0; place < this.count; place++) if (isWanted[this.codes[place] ?? 0]) yield place;
  }

  private shardAt(place: number): FinishedShard {
    const shard = this.shards[this.order.shardAt(place)];
    if (shard === undefined) throw new RangeError(`no connection at ${place}`);
    return shard;
  }

  /** As long as a report says it (to the nanosecond): what is equal there is equal here. */
  private idleGap(place: number): number {
    const { rows } = this.shardAt(place);
    const row = this.order.rowAt(place);
    return Math.round(longestIdle(rows.page(row), rows.at(row), this.captureEnd));
  }
}

/** By place in VERDICT_CODES: whether it is one of these; without any given, all are. */
function placesOf(verdicts?: ReadonlySet<VerdictCode>): boolean[] {
  return VERDICT_CODES.map((code) => verdicts?.has(code) ?? true);
}

/** One of them, of which no more is made than is asked for. */
export class SurveyedConnection implements NotedConnection {
  readonly id: number;
  readonly stores: FinishedShard;
  readonly row: number;
  /** The verdict's place in VERDICT_CODES. */
  private readonly verdict: number;
  private readonly captureEnd: number;
  private made: Timeline | null = null;

  constructor(id: number, stores: FinishedShard, row: number, verdict: number, captureEnd: number) {
    this.id = id;
    this.stores = stores;
    this.row = row;
    this.verdict = verdict;
    this.captureEnd = captureEnd;
  }

  get code(): VerdictCode {
    const code = VERDICT_CODES[this.verdict];
    if (code === undefined) throw new RangeError(`no verdict of connection ${this.id}`);
    return code;
  }

  get originator(): TimelineEndpoint {
    return endpointOf(this.stores.rows, this.row, 0);
  }

  get responder(): TimelineEndpoint {
    return endpointOf(this.stores.rows, this.row, 1);
  }

  get timeline(): Timeline {
    const { stores, row } = this;
    this.made ??= new Timeline(
      stores.rows,
      row,
      stores.booksOf(row),
      this.captureEnd,
      stores.heartbeatsOf(row),
    );
    return this.made;
  }
}
