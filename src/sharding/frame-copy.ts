/** Frames, and records, from one memory to another: to the ring that threads share, and to the arena where express/ sees them. */
import type { FrameBatch } from '../capture/frame-batch.ts';

/** Room that is left for the rest of the word that the first octet lies in, octets. */
export const WORD = 8;

/** Octets of records that go from one memory to another at once, at most. */
export const RUN_OCTETS: number = 256 * 1024;

/**
 * Copies [start, end) of the view to the beginning of the target, or a few octets behind it: how many.
 *
 * Copying begins at a whole word of the view's memory, because octets that lie otherwise in a word are copied one by one
 * where memory is shared (V8, base/atomicops.h, Relaxed_Memmove).
 */
export function copyOctets(view: DataView, start: number, end: number, target: Uint8Array): number {
  const ahead = Math.min(start, (view.byteOffset + start) & (WORD - 1));
  target.set(new Uint8Array(view.buffer, view.byteOffset + start - ahead, end - start + ahead));
  return ahead;
}

/**
 * Copies the frames from place `from` on to the beginning of the target, as many as fit, one at least, and their octets to
 * `octets`, which the target's view lies over. Returns the place of the first one that is left. A frame that is longer than
 * the room is cut there: no decoder looks so far.
 */
export function copyFrames(frames: FrameBatch, from: number, target: FrameBatch, octets: Uint8Array): number {
  const { count, view, starts, ends } = frames;
  const start = starts[from] ?? 0;
  const limit = start + octets.length - WORD;
  let to = from + 1;
  while (to < count && (ends[to] ?? 0) <= limit) to++;
  const last = Math.min(ends[to - 1] ?? 0, limit);
  const first = start - copyOctets(view, start, last, octets);
  target.times.set(frames.times.subarray(from, to));
  target.originalLengths.set(frames.originalLengths.subarray(from, to));
  target.linkTypes.set(frames.linkTypes.subarray(from, to));
  target.untimed.set(frames.untimed.subarray(from, to));
  for (let place = from; place < to; place++) {
    target.starts[place - from] = (starts[place] ?? 0) - first;
    target.ends[place - from] = Math.min(ends[place] ?? 0, last) - first;
  }
  target.count = to - from;
  return to;
}
