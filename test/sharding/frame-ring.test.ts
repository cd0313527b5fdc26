/** Frames on their way to other threads: all of them arrive at every reader, as they were and in order. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import type { FrameBatch } from '../../src/capture/frame-batch.ts';
import { BATCH_FRAMES } from '../../src/capture/frame-layout.ts';
import { FrameRingReader, FrameRingWriter } from '../../src/sharding/frame-ring.ts';
import { Arena } from '../../src/tracking/arena.ts';
import { type BatchFrame, fill, framesOf, octetsOf } from '../support/frame-batches.ts';

/** Of frame-ring.ts. */
const SLOTS = 8;
/** Octets of a batch in which the memory may have to grow. */
const MUCH = 300 * 1024;

/** A frame, and what a glance at it has found. */
interface Glanced extends BatchFrame {
  packet?: number;
  flowHash?: number;
}

type Received = Required<Glanced> & {
  /** Frames before it. */
  before: number;
};

/** A writer and readers in one thread, each with its own arena: nobody may ever have to wait for another. */
class Line {
  readonly sent: Received[] = [];
  readonly got: Received[][];
  readonly writer: FrameRingWriter;
  /** Batches that were written, and of them those that each reader is done with. */
  written = 0;
  readonly done: number[];
  private readonly first: number;
  private readonly arena: Arena = new Arena();
  private readonly readers: FrameRingReader[];

  constructor(readers: number, first = 0) {
    this.first = first;
    this.writer = new FrameRingWriter(this.arena, readers);
    const { place } = this.writer;
    this.readers = Array.from(
      { length: readers },
      (_, reader) => new FrameRingReader(new Arena(this.arena.memory), place, reader),
    );
    this.got = this.readers.map(() => []);
    this.done = this.readers.map(() => 0);
  }

  write(frames: readonly Glanced[]): void {
    if (this.written - Math.min(...this.done) >= SLOTS) this.readAll();
    const batch = this.writer.next();
    assert.equal(this.writer.next(), batch, 'it is another one before it was published');
    const block = this.arena.view(this.arena.allocate(octetsOf(frames)), octetsOf(frames));
    fill(batch, frames, new Uint8Array(block.buffer, block.byteOffset, block.byteLength));
    for (const [place, { packet = -1, flowHash = 0 }] of frames.entries()) {
      batch.packets[place] = packet;
      batch.flowHashes[place] = flowHash;
    }
    const before = this.first + this.sent.length;
    this.sent.push(...receivedOf(batch, before));
    this.writer.publish(before);
    this.written++;
    assert.equal(this.writer.written, this.written);
  }

  /** The reader goes over so many batches, or as many as there are; each is its own until it releases it. */
  read(number: number, most: number): void {
    const reader = this.readers[number];
    for (let left = most; left > 0 && this.doneOf(number) < this.written; left--) {
      const batch = reader?.next();
      assert.ok(reader && batch, 'the end, and something is missing');
      assert.ok(!this.writer.isRead(this.doneOf(number) + 1), 'it is the writer’s before it was released');
      this.got[number]?.push(...receivedOf(batch, reader.before));
      reader.release();
      this.done[number] = this.doneOf(number) + 1;
    }
  }

  readAll(): void {
    for (const number of this.readers.keys()) this.read(number, Number.POSITIVE_INFINITY);
  }

  /** What the writer knows of its readers; and it waits for nothing that was read. */
  check(): void {
    const read = Math.min(...this.done);
    for (const batches of [0, 1, read - 1, read, read + 1, this.written])
      assert.equal(this.writer.isRead(batches), batches <= read, `${batches} of ${this.done}`);
    this.writer.waitFor(read);
  }

  /** Everything has arrived, and then the end. */
  finish(now: number): void {
    this.readAll();
    this.writer.end(now);
    for (const [number, reader] of this.readers.entries()) {
      assert.equal(reader.next(), null);
      assert.equal(reader.now, now);
      assert.deepEqual(this.got[number], this.sent);
    }
  }

  private doneOf(number: number): number {
    return this.done[number] ?? 0;
  }
}

function receivedOf(batch: FrameBatch, before: number): Received[] {
  return framesOf(batch).map((frame, place) => ({
    ...frame,
    packet: batch.packets[place] ?? 0,
    flowHash: batch.flowHashes[place] ?? 0,
    before: before + place,
  }));
}

const frame: fc.Arbitrary<Glanced> = fc
  .record({
    time: fc.double({ noNaN: true }),
    length: fc.oneof(
      { weight: 20, arbitrary: fc.nat(200) },
      { weight: 2, arbitrary: fc.nat(5000) },
      { weight: 1, arbitrary: fc.nat(2 * MUCH) },
    ),
    filling: fc.nat(0xff),
    linkType: fc.integer({ min: -1, max: 0x7fff_ffff }),
    originalLength: fc.nat(0xffff_ffff),
    untimed: fc.boolean(),
    packet: fc.integer({ min: -1, max: 0x7fff_ffff }),
    flowHash: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
  })
  .map(({ length, filling, ...rest }) => ({ ...rest, octets: madeOf(length, filling) }));

function madeOf(length: number, filling: number): Uint8Array {
  const octets = new Uint8Array(length).fill(filling);
  if (length > 0) octets[length - 1] = ~filling;
  return octets;
}

for (const readers of [1, 3]) {
  describe(`a ring of ${readers === 1 ? 'one reader' : `${readers} readers`}`, () => {
    it('brings all frames as they were, whoever reads when', () => {
      let batches = 0;
      const reading = fc.array(fc.tuple(fc.nat(readers - 1), fc.integer({ min: 1, max: 5 })), {
        maxLength: 3,
      });
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.array(frame, { minLength: 1 }), reading), { maxLength: 20 }),
          fc.nat(0xffff_0000),
          (all, first) => {
            const line = new Line(readers, first);
            for (const [frames, turns] of all) {
              line.write(frames);
              for (const [number, most] of turns) line.read(number, most);
              line.check();
            }
            line.finish(42);
            batches += line.written;
          },
        ),
        { seed: 1, numRuns: 150 },
      );
      assert.ok(batches > 5 * SLOTS, `only ${batches} batches`);
    });

    it('goes round and round', () => {
      const line = new Line(readers);
      for (let batch = 0; batch < 5 * SLOTS; batch++) {
        line.write([
          { time: batch, octets: madeOf(batch % 7, batch & 0xff) },
          { time: -batch, octets: madeOf(1, 0), untimed: true },
        ]);
        if (batch % 3 === 0) line.read(batch % readers, 4);
        line.check();
      }
      line.finish(7e9);
      assert.deepEqual(
        line.done,
        line.done.map(() => 5 * SLOTS),
      );
    });

    it('holds as many batches as it has slots, each of as many frames as there can be', () => {
      const line = new Line(readers);
      const frames = Array.from({ length: BATCH_FRAMES }, (_, place) => ({
        time: place,
        octets: madeOf(place % 90, place & 0xff),
        packet: place,
      }));
      for (let batch = 0; batch < SLOTS; batch++) line.write(frames);
      assert.deepEqual(new Set(line.done), new Set([0]), 'somebody has read already');
      line.finish(0);
      assert.equal(line.got[0]?.length, SLOTS * BATCH_FRAMES);
    });

    it('brings octets that lie where the memory has grown, however many they are', () => {
      const line = new Line(readers);
      for (const length of [0, MUCH, 70 * MUCH, 1, 200 * MUCH])
        line.write([
          { time: 1, octets: madeOf(length, 0x11) },
          { time: 2, octets: madeOf(3, 0x22) },
        ]);
      line.finish(0);
      assert.deepEqual(
        line.got.at(-1)?.map(({ octets }) => octets.length),
        [0, 3, MUCH, 3, 70 * MUCH, 3, 1, 3, 200 * MUCH, 3],
      );
    });

    it('has nothing but an end', () => new Line(readers).finish(-1));
  });
}

describe('a ring that nobody reads', () => {
  it('has one batch, which may be filled again at once', () => {
    const arena = new Arena();
    const writer = new FrameRingWriter(arena, 0);
    const batch = writer.next();
    const block = arena.view(arena.allocate(64), 64);
    for (let turn = 0; turn < 3 * SLOTS; turn++) {
      const octets = new Uint8Array(block.buffer, block.byteOffset, 64);
      fill(batch, [{ time: turn, octets: madeOf(1, 1) }], octets);
      writer.publish(turn);
      assert.equal(writer.next(), batch);
      assert.ok(writer.isRead(writer.written));
    }
    writer.end(0);
  });
});
