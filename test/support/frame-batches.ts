/** Frames as a reader gives them, many at a time, and as a shard takes them one by one. */
import { FrameBatch } from '../../src/capture/frame-batch.ts';
import { COLUMN_OCTETS } from '../../src/capture/frame-layout.ts';
import type { Arena } from '../../src/tracking/arena.ts';

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
  const batch = new FrameBatch();
  fill(batch, frames, new Uint8Array(octetsOf(frames)));
  return batch;
}

/** Octets that these frames take, with what lies between them. */
export function octetsOf(frames: readonly BatchFrame[]): number {
  return frames.reduce((sum, { octets }) => sum + GAP + octets.length, GAP);
}

/** The batch becomes one of these frames, whose octets are put into the block: there is room for them. */
export function fill(batch: FrameBatch, frames: readonly BatchFrame[], block: Uint8Array): void {
  block.fill(FILLING);
  batch.count = 0;
  batch.view = new DataView(block.buffer, block.byteOffset, block.length);
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
}

/** Batches in an arena, one at a time: each takes the place of the one before, and finds there what that has left. */
export class BatchesInArena {
  /** The one that they all are. */
  readonly batch: FrameBatch;
  private readonly arena: Arena;
  private room: DataView;
  private turn = 0;

  constructor(arena: Arena) {
    this.arena = arena;
    const place = arena.allocate(COLUMN_OCTETS);
    this.batch = new FrameBatch(arena.buffer, place);
    this.room = this.newRoom(4096);
  }

  /** As the function; its octets begin at any place of a word. */
  batchOf(frames: readonly BatchFrame[]): FrameBatch {
    const octets = octetsOf(frames);
    const ahead = this.turn++ % 8;
    if (octets + ahead > this.room.byteLength) {
      this.arena.release(this.room.byteOffset, this.room.byteLength);
      this.room = this.newRoom(octets + ahead);
    }
    fill(this.batch, frames, new Uint8Array(this.room.buffer, this.room.byteOffset + ahead, octets));
    return this.batch;
  }

  private newRoom(octets: number): DataView {
    const room = 2 ** Math.ceil(Math.log2(octets));
    return this.arena.view(this.arena.allocate(room), room);
  }
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
