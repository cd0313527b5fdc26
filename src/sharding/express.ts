/**
 * express/ at work on the connections of one tracker: batches of frames go in, and what is ordinary of them is done there.
 * The frames' columns and octets lie in the tracker's arena.
 */
import { readFileSync } from 'node:fs';

import { FrameBatch } from '../capture/frame-batch.ts';
import { COLUMN_OCTETS } from '../capture/frame-layout.ts';
import { INSTALLATION } from '../installation.ts';
import type { LinearMemory } from '../tracking/arena.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { TELLING_BEGINNINGS } from '../wire/payload.ts';
import type { Share } from './share.ts';

/** Built: npm run build:express. */
const PROGRAM = new URL('dist/express.wasm', INSTALLATION);
/** Octets of the frames that are in the arena at once. A frame that is longer is cut there: no decoder looks so far. */
const AREA_OCTETS: number = 1024 * 1024;
/** With the rest of the word that the first frame begins in. */
const AREA_ROOM: number = AREA_OCTETS + 8;

/** What take.ts exports. */
interface Program {
  setBatch(columns: number, octets: number): void;
  setTables(directory: number, parts: number, telling: number): void;
  setIndex(slots: number, count: number): void;
  glance(count: number): void;
  take(from: number, count: number, before: number): number;
}

interface Compiled {
  readonly compiled: unique symbol;
}

declare const WebAssembly: {
  Module: new (octets: Uint8Array) => Compiled;
  Instance: new (program: Compiled, imports: { env: { memory: LinearMemory } }) => { exports: unknown };
};

let compiled: Compiled | null = null;

export class Express {
  /** The columns in the arena: empty until frames are put there. */
  frames: FrameBatch;
  private area: Uint8Array;
  private readonly tracker: Tracker;
  private readonly program: Program;

  constructor(tracker: Tracker, share: Share) {
    const { arena } = tracker;
    const columns = arena.allocate(COLUMN_OCTETS);
    const octets = arena.allocate(AREA_ROOM);
    const parts = arena.allocate(share.held.length);
    const telling = arena.allocate(TELLING_BEGINNINGS.length);
    new Uint8Array(arena.buffer).set(share.held, parts);
    new Uint8Array(arena.buffer).set(TELLING_BEGINNINGS, telling);
    compiled ??= new WebAssembly.Module(readFileSync(PROGRAM));
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory: arena.memory } });
    this.program = exports as Program;
    this.program.setBatch(columns, octets);
    this.program.setTables(tracker.rows.directory, parts, telling);
    this.tracker = tracker;
    this.area = new Uint8Array(arena.buffer, octets, AREA_ROOM);
    this.frames = new FrameBatch(arena.buffer, columns);
    arena.onMove(() => {
      const { count } = this.frames;
      this.area = new Uint8Array(arena.buffer, octets, AREA_ROOM);
      this.frames = new FrameBatch(arena.buffer, columns);
      this.frames.count = count;
      this.frames.view = this.areaView();
    });
  }

  /**
   * Copies the frames from place `from` on, as many as there is room for, and has a glance at them; returns the place of
   * the first one that is left. `frames` may be what `this.frames` is, with octets elsewhere, if all of them are copied.
   */
  load(frames: FrameBatch, from: number): number {
    const own = this.frames;
    const first = wordBefore(frames, from);
    const limit = (frames.starts[from] ?? 0) + AREA_OCTETS;
    const to = placeAfter(frames, from, limit);
    const last = Math.min(frames.ends[to - 1] ?? 0, limit);
    this.area.set(new Uint8Array(frames.view.buffer, frames.view.byteOffset + first, last - first));
    own.times.set(frames.times.subarray(from, to));
    own.originalLengths.set(frames.originalLengths.subarray(from, to));
    own.linkTypes.set(frames.linkTypes.subarray(from, to));
    own.untimed.set(frames.untimed.subarray(from, to));
    for (let place = from; place < to; place++) {
      own.starts[place - from] = (frames.starts[place] ?? 0) - first;
      own.ends[place - from] = Math.min(frames.ends[place] ?? 0, last) - first;
    }
    own.count = to - from;
    own.view = this.areaView();
    this.program.glance(own.count);
    return to;
  }

  /**
   * Takes the loaded frames from place `from` on, before which `before` came, as long as they are ordinary or another
   * thread's: the place of the first one that is not, or how many were loaded.
   */
  take(from: number, before: number): number {
    const { index } = this.tracker;
    this.program.setIndex(index.place, index.slots);
    return this.program.take(from, this.frames.count, before);
  }

  private areaView(): DataView {
    return new DataView(this.area.buffer, this.area.byteOffset, AREA_ROOM);
  }
}

/**
 * Where to begin to copy the frames from `from` on: at a whole word of their memory, because octets that lie otherwise in a
 * word are copied one by one where memory is shared (V8, base/atomicops.h, Relaxed_Memmove).
 */
export function wordBefore({ starts, view }: FrameBatch, from: number): number {
  const start = starts[from] ?? 0;
  return start - Math.min(start, (view.byteOffset + start) & 7);
}

/** The place after the frames from `from` on that end at `limit` or before; one at least. */
export function placeAfter({ count, ends }: FrameBatch, from: number, limit: number): number {
  let to = from + 1;
  while (to < count && (ends[to] ?? 0) <= limit) to++;
  return to;
}
