/** Frames as a reader gives them, many at a time, and as a shard takes them one by one. */
import { FrameBatch } from '../../src/capture/frame-batch.ts';

/** A frame, of Ethernet and as long on the wire as it was captured unless it says otherwise. */
export interface BatchFrame {
  /** ns. */
  time: number;
  octets: Uint8Array;
  linkType?: number;
  originalLength?: number;
  /** It has no time of its own. */
  untimed?: boolean;
}

/** As the record headers of a file lie between its frames: no decoder may read them. */
const GAP = 16;
const FILLING = 0xa5;

/** A batch of these frames, at most BATCH_FRAMES. */
export function batchOf(frames: readonly BatchFrame[]): FrameBatch {
  const total = frames.reduce((sum, { octets }) => sum + GAP + octets.length, GAP);
  const block = new Uint8Array(total).fill(FILLING);
  const batch = new FrameBatch();
  batch.view = new DataView(block.buffer);
  let at = GAP;
  for (const { time, octets, linkType = 1, originalLength = octets.length, untimed = false } of frames) {
    const place = batch.count++;
    block.set(octets, at);
    batch.times[place] = time;
    batch.starts[place] = at;
    batch.ends[place] = at + octets.length;
    batch.linkTypes[place] = linkType;
    batch.originalLengths[place] = originalLength;
    batch.untimed[place] = untimed ? 1 : 0;
    at += octets.length + GAP;
  }
  return batch;
}

/** The frames of a batch. */
export function framesOf(batch: FrameBatch): Required<BatchFrame>[] {
  const { view, starts, ends, times, linkTypes, originalLengths, untimed } = batch;
  return Array.from({ length: batch.count }, (_, place) => ({
    time: times[place] ?? 0,
    octets: new Uint8Array(view.buffer, view.byteOffset).slice(starts[place], ends[place]),
    linkType: linkTypes[place] ?? -1,
    originalLength: originalLengths[place] ?? 0,
    untimed: untimed[place] === 1,
  }));
}
