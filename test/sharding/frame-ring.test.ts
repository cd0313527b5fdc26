/** Frames on their way to other threads: all of them arrive at every reader, as they were and in order. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { FORM_NUMBERS } from '../../src/capture/frame-layout.ts';
import { RecordRun } from '../../src/capture/record-run.ts';
import { FrameRingReader, FrameRingWriter, newRing } from '../../src/sharding/frame-ring.ts';
import { type BatchFrame, batchOf, framesOf } from '../support/frame-batches.ts';

/** Of frame-ring.ts. */
const SLOTS = 64;
const SLOT_OCTETS = 256 * 1024;

/** `at`: where they begin in the block; `form`: as many numbers as a form has, whatever they say. */
interface Records {
  octets: Uint8Array;
  at: number;
  form: number[];
}

/** A frame, or records at once. */
type Received = (Required<BatchFrame> | Omit<Records, 'at'>) & {
  /** Frames before it. */
  before: number;
};

/** A writer and readers in one thread: nobody may ever have to wait for another. */
class Line {
  readonly sent: Received[] = [];
  readonly got: Received[][];
  /** Slots that readers have gone over. */
  slots = 0;
  private readonly first: number;
  private readonly writer: FrameRingWriter;
  private readonly readers: FrameRingReader[];
  /** At most so many slots have been written since all readers were up to date. */
  private ahead = 0;

  constructor(readers: number, first = 0) {
    const memory = newRing();
    this.first = first;
    this.writer = new FrameRingWriter(memory, readers);
    this.readers = Array.from({ length: readers }, (_, reader) => new FrameRingReader(memory, reader));
    this.got = this.readers.map(() => []);
  }

  write(frames: readonly BatchFrame[]): void {
    const batch = batchOf(frames);
    // What two slots one after another hold does not fit into one.
    const most = 2 * Math.ceil(batch.view.byteLength / SLOT_OCTETS) + 1;
    if (this.ahead + most >= SLOTS) this.readAll();
    this.ahead += most;
    const before = this.first + this.sent.length;
    this.writer.write(batch, before);
    for (const [place, frame] of framesOf(batch).entries())
      this.sent.push({ ...frame, octets: frame.octets.slice(0, SLOT_OCTETS), before: before + place });
  }

  /** Records of a pcap, from any octet of a block on. */
  writeRecords({ octets, at, form }: Records): void {
    const block = new Uint8Array(at + octets.length + 9).fill(~(octets[0] ?? 0));
    block.set(octets, at);
    const run = new RecordRun(Float64Array.from(form));
    run.place(new DataView(block.buffer), at, block.length);
    run.next += octets.length;
    if (this.ahead + 1 >= SLOTS) this.readAll();
    this.ahead++;
    const before = this.first + this.sent.length;
    this.writer.writeRecords(run, before);
    this.sent.push({ octets, form, before });
  }

  /** Reads what was written so far. */
  read(number: number): void {
    const reader = this.readers[number];
    const got = this.got[number];
    if (reader === undefined || got === undefined) return;
    while (got.length < this.sent.length) {
      const slot = reader.next();
      assert.ok(slot !== null, 'the end, and something is missing');
      const { before, run } = slot;
      if (slot.holdsRecords)
        got.push({ octets: octetsIn(run.view, run.next, run.end), form: [...run.form], before });
      else
        for (const [place, one] of framesOf(slot.frames).entries())
          got.push({ ...one, before: before + place });
      reader.release();
      this.slots++;
    }
  }

  readAll(): void {
    for (const number of this.readers.keys()) this.read(number);
    this.ahead = 0;
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
}

const frame: fc.Arbitrary<BatchFrame> = fc
  .record({
    time: fc.double({ noNaN: true, min: -1e18, max: 1e18 }),
    length: fc.oneof(
      { weight: 20, arbitrary: fc.nat(1500) },
      { weight: 1, arbitrary: fc.integer({ min: SLOT_OCTETS / 2 - 40, max: SLOT_OCTETS / 2 + 40 }) },
      { weight: 1, arbitrary: fc.integer({ min: SLOT_OCTETS - 2, max: SLOT_OCTETS + 2 }) },
      { weight: 1, arbitrary: fc.nat(2 * SLOT_OCTETS) },
    ),
    filling: fc.nat(0xff),
    linkType: fc.integer({ min: -1, max: 0x7fff_ffff }),
    originalLength: fc.nat(0xffff_ffff),
    untimed: fc.boolean(),
  })
  .map(({ length, filling, ...rest }) => ({ ...rest, octets: octetsOf(length, filling) }));

const records: fc.Arbitrary<Records> = fc
  .record({
    length: fc.oneof(
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: SLOT_OCTETS - 9, max: SLOT_OCTETS }),
    ),
    filling: fc.nat(0xff),
    at: fc.nat(40),
    form: fc.array(fc.double({ noNaN: true }), { minLength: FORM_NUMBERS, maxLength: FORM_NUMBERS }),
  })
  .map(({ length, filling, ...rest }) => ({ ...rest, octets: octetsOf(length, filling) }));

function octetsIn(view: DataView, start: number, end: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset).slice(start, end);
}

function octetsOf(length: number, filling: number): Uint8Array {
  const octets = new Uint8Array(length).fill(filling);
  if (length > 0) octets[length - 1] = ~filling;
  return octets;
}

for (const readers of [1, 3]) {
  describe(`a ring of ${readers === 1 ? 'one reader' : `${readers} readers`}`, () => {
    it('brings all frames as they were, whoever reads when', () => {
      let slots = 0;
      fc.assert(
        fc.property(
          fc.array(
            fc.tuple(fc.oneof(fc.array(frame, { minLength: 1 }), records), fc.array(fc.nat(readers - 1))),
            { maxLength: 20 },
          ),
          fc.nat(0xffff_0000),
          (batches, first) => {
            const line = new Line(readers, first);
            for (const [said, reading] of batches) {
              if (Array.isArray(said)) line.write(said);
              else line.writeRecords(said);
              for (const number of reading) line.read(number);
            }
            line.finish(42);
            slots += line.slots;
          },
        ),
        { seed: 1, numRuns: 60 },
      );
      assert.ok(slots > 5 * SLOTS, `only ${slots} slots`);
    });

    it('goes round and round', () => {
      const line = new Line(readers);
      const form = [0, 16, 1, 0, 0, 1000, 0];
      for (let batch = 0; batch < 5 * SLOTS; batch++) {
        if (batch % 3 === 0)
          line.writeRecords({ octets: octetsOf(batch + 1, batch & 0xff), at: batch % 9, form });
        else
          line.write([
            { time: batch, octets: octetsOf(batch % 7, batch & 0xff) },
            { time: -batch, octets: octetsOf(1, 0), untimed: true },
          ]);
      }
      line.finish(7e9);
      assert.equal(line.slots, readers * 5 * SLOTS);
    });

    it('fills its slots, and cuts a frame that no slot can hold', () => {
      const line = new Line(readers);
      line.write(
        [3 * SLOT_OCTETS, SLOT_OCTETS, 1, 2].map((length) => ({ time: 0, octets: octetsOf(length, 1) })),
      );
      line.finish(0);
      assert.equal(line.slots, readers * 3);
      assert.deepEqual(
        line.got[0]?.map((one) => [one.octets.length, 'time' in one && one.originalLength]),
        [
          [SLOT_OCTETS, 3 * SLOT_OCTETS],
          [SLOT_OCTETS, SLOT_OCTETS],
          [1, 1],
          [2, 2],
        ],
      );
    });

    it('has nothing but an end', () => new Line(readers).finish(-1));
  });
}
