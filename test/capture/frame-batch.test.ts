/** Frames that a reader steps to come together as long as they lie close to one another, and none is left out. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { FrameBatch, SPAN_OCTETS, takeByStep } from '../../src/capture/frame-batch.ts';
import { BATCH_FRAMES } from '../../src/capture/frame-layout.ts';
import { FORMS, frameByFrame, pcapOf, readerOf } from '../express/two-readings.ts';
import { type BatchFrame, framesOf } from '../support/frame-batches.ts';

const [form = assert.fail()] = FORMS;
/** The reader has all octets at once. */
const BLOCKS = { capacity: 1 << 20, chunk: 1 << 30 };

const lengths = fc.array(
  fc.oneof(
    { weight: 30, arbitrary: fc.nat(1500) },
    { weight: 2, arbitrary: fc.integer({ min: SPAN_OCTETS / 4, max: SPAN_OCTETS + 20 }) },
    { weight: 1, arbitrary: fc.integer({ min: SPAN_OCTETS, max: 4 * SPAN_OCTETS }) },
  ),
  { minLength: 1, maxLength: 900, size: 'max' },
);

describe('frames that are taken by steps', () => {
  it('lie in a span, but for the last; and there are as many as may be', async () => {
    const ends = { span: 0, full: 0 };
    await fc.assert(
      fc.asyncProperty(lengths, fc.constantFrom(BATCH_FRAMES, 1, 7, 300), async (all, most) => {
        const pcap = pcapOf(
          form,
          all.map((length, at) => ({ seconds: at, fraction: length, length })),
        );
        const reader = readerOf(pcap, BLOCKS);
        const frames: Required<BatchFrame>[] = [];
        const batch = new FrameBatch();
        while (await reader.fill()) {
          for (let isFull = true; takeByStep(reader, batch, most); ) {
            const { count, starts, view } = batch;
            assert.equal(view, reader.view);
            assert.ok(count <= most);
            const reach = batch.ends.map((end) => end - (starts[0] ?? 0));
            assert.ok(reach.subarray(0, count - 1).every((octets) => octets < SPAN_OCTETS));
            assert.ok(isFull, 'more would have fitted into the one before');
            isFull = count === most || (reach[count - 1] ?? 0) >= SPAN_OCTETS;
            if (count === most) ends.full++;
            else if (isFull) ends.span++;
            frames.push(...framesOf(batch));
          }
          assert.equal(batch.count, 0);
        }
        assert.deepEqual(frames, (await frameByFrame(pcap, BLOCKS)).frames);
      }),
      { seed: 1, numRuns: 60 },
    );
    assert.ok(ends.full > 20 && ends.span > 20, JSON.stringify(ends));
  });
});
