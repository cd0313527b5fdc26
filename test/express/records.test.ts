/** What express/ steps over of a pcap is what its reader steps to frame by frame, however the octets come and end. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { type FrameBatch, SPAN_OCTETS } from '../../src/capture/frame-batch.ts';
import { BATCH_FRAMES, NO_SEGMENT } from '../../src/capture/frame-layout.ts';
import { framesOf } from '../support/frame-batches.ts';
import { SAMPLES } from '../wire/samples.ts';
import {
  type Blocks,
  batches,
  DAY,
  type Entry,
  express,
  FORMS,
  frameByFrame,
  MAGICS,
  pcapOf,
  readerOf,
  stepped,
} from './two-readings.ts';

/** Holds both together; returns how many frames express/ stepped over. */
async function compare(octets: Uint8Array, blocks: Blocks): Promise<number> {
  const one = await frameByFrame(octets, blocks);
  const { stepped: count, ...other } = await stepped(octets, blocks);
  assert.deepEqual({ ...other, stepped: 0 }, one);
  return count;
}

const number = fc.oneof(
  { weight: 3, arbitrary: fc.nat(2_000_000) },
  { weight: 1, arbitrary: fc.nat(0xffff_ffff) },
  { weight: 1, arbitrary: fc.constantFrom(0, 999_999, 999_999_999, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff) },
);
const entry: fc.Arbitrary<Entry> = fc.record({
  seconds: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(7, 8, 9) }, { weight: 1, arbitrary: number }),
  fraction: number,
  length: fc.oneof({ weight: 9, arbitrary: fc.nat(90) }, { weight: 1, arbitrary: fc.nat(3000) }),
  original: number,
});
const blocks: fc.Arbitrary<Blocks> = fc.record({
  capacity: fc.constantFrom(16, 64, 500, 4096, 1 << 20),
  chunk: fc.integer({ min: 1, max: 5000 }),
});

describe('records are stepped over as their reader does', () => {
  it('of every form, with any numbers, in any blocks', async () => {
    let frames = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...FORMS), fc.array(entry), blocks, async (form, entries, size) => {
        frames += await compare(pcapOf(form, entries), size);
      }),
      { seed: 1, numRuns: 400 },
    );
    assert.ok(frames > 1000, `only ${frames}`);
  });

  it('where a length is wrong', async () => {
    const lengths = fc.constantFrom(91, 400, 262_144, 0x0fff_fff0, 0x1000_0001, 0x7fff_ffff, 0xffff_ffff);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FORMS),
        fc.array(entry, { minLength: 1, maxLength: 20 }),
        fc.nat(19),
        lengths,
        blocks,
        async (form, entries, wrong, captured, size) => {
          const broken = entries.map((one, at) =>
            at === wrong % entries.length ? { ...one, captured } : one,
          );
          await compare(pcapOf(form, broken), size);
        },
      ),
      { seed: 1, numRuns: 400 },
    );
  });

  it('cut at every octet', async () => {
    for (const form of FORMS) {
      const octets = pcapOf(
        form,
        [40, 0, 0, 7, 61].map((length, at) => ({ seconds: at, fraction: 5 * at, length })),
      );
      for (let cut = 24; cut <= octets.length; cut++)
        await compare(octets.subarray(0, cut), { capacity: 96, chunk: cut });
    }
  });

  it('in batch after batch, of which some have times that run backwards or jump', async () => {
    for (const form of FORMS) {
      // Backwards and ahead by a day and more: at the end of a batch, at the beginning of one, and within.
      const places = [700, ...[-1, 0, 1, 2, 1976].map((at) => 2 * BATCH_FRAMES + at), 5 * BATCH_FRAMES];
      const odd = new Map(places.map((at, turn) => [at, turn % 3 === 0 ? 3 * DAY : -5]));
      const entries = Array.from({ length: 8 * BATCH_FRAMES }, (_, at) => ({
        seconds: 10 * DAY + (at >> 6) + (odd.get(at) ?? 0),
        fraction: at & 63,
        length: at % 150,
      }));
      const octets = pcapOf(form, entries);
      for (const size of [
        { capacity: 1 << 20, chunk: octets.length },
        { capacity: 30_000, chunk: 777 },
      ])
        assert.ok((await compare(octets, size)) > entries.length - 2);
    }
  });

  it('where frames are as long as what goes at once, and longer', async () => {
    for (const form of FORMS) {
      const header = form.magic === MAGICS.modified ? 24 : 16;
      const most = SPAN_OCTETS - header;
      const octets = pcapOf(
        form,
        [0, most, most - 1, most + 1, most, 4 * most, 60, 61].map((length) => ({
          seconds: 1,
          fraction: 0,
          length,
        })),
      );
      // All but the first.
      assert.equal(await compare(octets, { capacity: 1 << 20, chunk: 1 << 16 }), 7);
    }
  });

  it('with the same glance at each as at frames that come as columns', async () => {
    let plain = 0;
    for (const linkType of [1, 101, 113, 276, 0]) {
      const entries = [{ octets: new Uint8Array(0) }, ...SAMPLES, ...SAMPLES.map(cut)].map((frame) => ({
        seconds: 0,
        fraction: 0,
        length: frame.octets.length,
        original: frame.octets.length + 3,
        octets: frame.octets,
      }));
      const pcap = pcapOf({ magic: MAGICS.microseconds, littleEndian: true, linkType }, entries);
      let at = 24;
      for (const { octets } of entries) {
        pcap.set(octets, at + 16);
        at += 16 + octets.length;
      }
      const reader = readerOf(pcap, { capacity: 1 << 20, chunk: pcap.length });
      await reader.fill();
      reader.next();
      const run = reader.records();
      assert.ok(run !== null);
      const { batch } = batches;
      assert.equal(express.step(run, batch), entries.length - 1);
      const byRecords = glanceOf(batch);
      batches.batchOf(framesOf(batch));
      batch.packets.fill(7);
      express.glance(batch);
      assert.deepEqual(byRecords, glanceOf(batch));
      plain += byRecords.filter(({ length }) => length === 2).length;
    }
    assert.ok(plain > 5, `only ${plain} were plain`);
  });
});

function cut<T extends { octets: Uint8Array }>(frame: T): T {
  return { ...frame, octets: frame.octets.subarray(0, frame.octets.length - 3) };
}

/** Of each frame: the octets before its packet and the hash of its flow; or that it is not plain, or no segment; and these counted. */
function glanceOf({ count, packets, starts, flowHashes, noSegments }: FrameBatch): number[][] {
  const frames = Array.from({ length: count }, (_, place) => {
    const packet = packets[place] ?? -1;
    if (packet < 0 || packet === NO_SEGMENT) return [packet];
    return [packet - (starts[place] ?? 0), flowHashes[place] ?? 0];
  });
  return [...frames, [...noSegments]];
}
