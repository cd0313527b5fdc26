/** Frames of elsewhere are the same frames where express/ and other threads can see them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { FrameBatch, SPAN_OCTETS } from '../../src/capture/frame-batch.ts';
import { COLUMN_OCTETS } from '../../src/capture/frame-layout.ts';
import { ForeignOctets } from '../../src/sharding/foreign-octets.ts';
import { Arena } from '../../src/tracking/arena.ts';
import { type BatchFrame, fill, framesOf, octetsOf } from '../support/frame-batches.ts';

/** Of what is cut so much is left at least: no decoder looks further. */
const LONGEST_FRAME = 64 * 1024;

const arena = new Arena();
const foreign = new ForeignOctets(arena);
const [first, second] = [newBatch(), newBatch()];

function newBatch(): FrameBatch {
  const place = arena.allocate(COLUMN_OCTETS);
  return new FrameBatch(arena.buffer, place);
}

/** The frames in memory of their own, `ahead` octets into it. */
function put(batch: FrameBatch, frames: readonly BatchFrame[], ahead = 0): void {
  fill(batch, frames, new Uint8Array(ahead + octetsOf(frames)).subarray(ahead));
}

/** No two stretches of it are alike. */
function octetsFrom(seed: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => Math.imul(seed + at, 0x9e37_79b1) >>> 24);
}

const frame: fc.Arbitrary<BatchFrame> = fc
  .record({
    time: fc.double({ noNaN: true }),
    seed: fc.nat(),
    length: fc.oneof({ weight: 4, arbitrary: fc.nat(2000) }, { weight: 1, arbitrary: fc.nat(LONGEST_FRAME) }),
    linkType: fc.nat(300),
    originalLength: fc.nat(),
    untimed: fc.boolean(),
  })
  .map(({ seed, length, ...rest }) => ({ ...rest, octets: octetsFrom(seed, length) }));

/** As many as come together: all but the last end in the span. */
function together(frames: readonly BatchFrame[]): BatchFrame[] {
  let count = frames.length;
  while (count > 1 && octetsOf(frames.slice(0, count - 1)) > SPAN_OCTETS) count--;
  return frames.slice(0, count);
}

describe('frames whose octets lie elsewhere', () => {
  it('are the same ones in the arena, and stay so while the next come', () => {
    let long = 0;
    fc.assert(
      fc.property(
        fc.array(frame, { minLength: 1, maxLength: 40, size: 'max' }),
        fc.array(frame, { minLength: 1, maxLength: 5 }),
        fc.nat(9),
        (some, others, ahead) => {
          const frames = together(some);
          if (octetsOf(frames) > SPAN_OCTETS) long++;
          put(first, frames, ahead);
          const before = framesOf(first);
          assert.ok(foreign.holds(first.view));
          foreign.bring(first);
          assert.ok(arena.holds(first.view) && !foreign.holds(first.view));
          assert.deepEqual(framesOf(first), before);
          put(second, others);
          foreign.bring(second);
          assert.deepEqual(framesOf(first), before, 'the next batch lies where this one was');
          assert.deepEqual(
            framesOf(second).map(({ octets }) => octets),
            others.map(({ octets }) => octets),
          );
        },
      ),
      { seed: 1, numRuns: 200 },
    );
    assert.ok(long > 10, `${long} reached beyond the span`);
  });

  it('lie in the room that the batch had before', () => {
    put(first, [{ time: 1, octets: octetsFrom(1, 60) }]);
    foreign.bring(first);
    const { byteOffset } = first.view;
    const { byteLength } = arena.buffer;
    for (let turn = 0; turn < 1000; turn++) {
      put(first, [{ time: 1, octets: octetsFrom(turn, 60) }]);
      foreign.bring(first);
      assert.equal(first.view.byteOffset, byteOffset);
    }
    assert.equal(arena.buffer.byteLength, byteLength);
  });

  it('are left alone where they lie in the arena', () => {
    const block = arena.view(arena.allocate(4096), 4096);
    fill(
      first,
      [{ time: 1, octets: octetsFrom(1, 60) }],
      new Uint8Array(block.buffer, block.byteOffset, 4096),
    );
    const [view, before] = [first.view, framesOf(first)];
    foreign.bring(first);
    assert.equal(first.view, view);
    assert.deepEqual(framesOf(first), before);
  });

  it('are cut only where they reach beyond the span, and behind 64 KiB', () => {
    for (const ahead of [0, 1000, SPAN_OCTETS / 2, SPAN_OCTETS - 40]) {
      const frames = [ahead, LONGEST_FRAME - 1, LONGEST_FRAME, LONGEST_FRAME + 1, 5 * LONGEST_FRAME, 2 ** 24];
      for (const length of frames) {
        put(first, [
          { time: 1, octets: octetsFrom(3, ahead) },
          { time: 2, octets: octetsFrom(4, length), originalLength: length + 7 },
        ]);
        const [whole, last] = framesOf(first);
        foreign.bring(first);
        const [found, cut] = framesOf(first);
        assert.deepEqual(found, whole);
        const left = cut?.octets.length ?? 0;
        assert.ok(left === length || (left >= LONGEST_FRAME && left < length), `${left} of ${length}`);
        assert.deepEqual(cut, { ...last, octets: last?.octets.subarray(0, left) });
      }
    }
  });

  it('may begin far behind one another: what is no frame lies between', () => {
    for (const gap of [1000, SPAN_OCTETS, SPAN_OCTETS + LONGEST_FRAME, 2 ** 22]) {
      const frames = [40, 50, 60].map((length) => ({ time: 1, octets: octetsFrom(length, length) }));
      const octets = octetsOf(frames);
      const memory = new Uint8Array(octets + gap);
      fill(first, frames, memory.subarray(0, octets));
      const start = first.starts[2] ?? 0;
      memory.copyWithin(start + gap, start, start + 60);
      memory.fill(0, start, start + 60);
      first.view = new DataView(memory.buffer);
      first.starts[2] = start + gap;
      first.ends[2] = start + gap + 60;
      foreign.bring(first);
      assert.deepEqual(
        framesOf(first).map(({ octets }) => octets),
        frames.map(({ octets }) => octets),
      );
    }
  });
});
