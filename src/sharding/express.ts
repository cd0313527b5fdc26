/**
 * express/ at work on the connections of one shard: batches of frames whose columns and octets lie in the arena go in, and what
 * is ordinary of them is done there.
 */
import { readFileSync } from 'node:fs';

import type { FrameBatch } from '../capture/frame-batch.ts';
import { BATCH_FRAMES, OWN_OCTETS, OWN_PLACES } from '../capture/frame-layout.ts';
import type { RecordRun } from '../capture/record-run.ts';
import { INSTALLATION } from '../installation.ts';
import type { LinearMemory } from '../tracking/arena.ts';
import type { Pool } from '../tracking/pool.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { condense, LONGEST_KNOWN, LONGEST_TOLD } from '../wire/payload.ts';
import type { Shard } from './shard.ts';
import type { Share } from './share.ts';

/** Built: npm run build:express. */
const PROGRAM = new URL('dist/express.wasm', INSTALLATION);

/** What take.ts exports. */
interface Program {
  setBatch(columns: number, octets: number): void;
  setTables(directory: number, parts: number, told: number, own: number): void;
  setRoom(counts: number, limit: number): void;
  setKeepalive(exchanges: number, exchangePages: number, probers: number, proberPages: number): void;
  setLimits(budget: number, keptAtMost: number): void;
  setHeartbeat(stretches: number, candidatePages: number, known: number): void;
  setIndex(slots: number, count: number): void;
  glance(count: number): void;
  step(from: number, limit: number): number;
  isSteady(): number;
  choose(count: number): number;
  take(from: number, end: number, before: number): number;
}

/** What take.ts imports. */
interface Environment {
  memory: LinearMemory;
  condense(payload: number, end: number, length: number): number;
}

interface Compiled {
  readonly compiled: unique symbol;
}

declare const WebAssembly: {
  Module: new (octets: Uint8Array) => Compiled;
  Instance: new (program: Compiled, imports: { env: Environment }) => { exports: unknown };
};

let compiled: Compiled | null = null;

export class Express {
  private readonly tracker: Tracker;
  /** Those that it takes rows of. */
  private readonly pools: readonly Pool[];
  private readonly program: Program;
  private readonly places: Uint16Array;
  /** How many frames were chosen last. */
  private chosen = 0;

  constructor({ tracker, observer, heartbeats: { candidates } }: Shard, share: Share) {
    const { exchanges, probers } = observer;
    const { arena } = tracker;
    const parts = arena.allocate(share.held.length);
    const told = arena.allocate(LONGEST_TOLD.byteLength);
    const known = arena.allocate(LONGEST_KNOWN.byteLength);
    const own = arena.allocate(OWN_OCTETS);
    new Uint8Array(arena.buffer).set(share.held, parts);
    new Uint32Array(arena.buffer, told, LONGEST_TOLD.length).set(LONGEST_TOLD);
    new Uint32Array(arena.buffer, known, LONGEST_KNOWN.length).set(LONGEST_KNOWN);
    compiled ??= new WebAssembly.Module(readFileSync(PROGRAM));
    const { exports } = new WebAssembly.Instance(compiled, {
      env: {
        memory: arena.memory,
        // Of addresses above 2 GiB WebAssembly says that they are negative.
        condense: (payload, end, length) => condense(arena.octets, payload >>> 0, end >>> 0, length),
      },
    });
    this.program = exports as Program;
    this.program.setTables(tracker.rows.pages.directory, parts, told, own);
    this.program.setRoom(tracker.rows.counts.place, tracker.limit);
    const [first, second] = [exchanges.pool, probers.pool];
    this.program.setKeepalive(first.place, first.pages.directory, second.place, second.pages.directory);
    this.program.setLimits(exchanges.budget, observer.keptOfSide);
    this.program.setHeartbeat(candidates.place, candidates.pages.directory, known);
    this.tracker = tracker;
    this.pools = [first, second];
    this.places = new Uint16Array(arena.buffer, own + OWN_PLACES, BATCH_FRAMES);
  }

  /** Has a glance at frames whose columns somebody else has filled. */
  glance(frames: FrameBatch): void {
    this.lookAt(frames);
    this.program.glance(frames.count);
  }

  /** Steps over the next records of the run, as many as the batch has room for, with a glance at each; says how many. */
  step(run: RecordRun, frames: FrameBatch): number {
    const { program } = this;
    frames.view = run.view;
    frames.runForm.set(run.form);
    this.lookAt(frames);
    const count = program.step(run.next, run.end);
    frames.count = count;
    run.next = count === 0 ? run.next : (frames.ends[count - 1] ?? 0);
    run.isSteady = program.isSteady() === 1;
    return count;
  }

  /** Finds out which of the frames, which were looked at, are this thread's or may be; says how many. */
  choose(frames: FrameBatch): number {
    this.lookAt(frames);
    this.chosen = this.program.choose(frames.count);
    return this.chosen;
  }

  /** The place in the batch of the chosen frame of this number. */
  placeOf(number: number): number {
    return this.places[number] ?? 0;
  }

  /**
   * Takes the chosen frames from this number on, `before` having come before the batch, as long as they are ordinary: the
   * number of the first one that is not, or how many there are.
   */
  take(from: number, before: number): number {
    const { index } = this.tracker;
    for (const pool of this.pools) pool.makeRoom();
    this.program.setIndex(index.place, index.slots);
    return this.program.take(from, this.chosen, before);
  }

  /** Octets that lie elsewhere are none that express/ could look at. */
  private lookAt({ place, view }: FrameBatch): void {
    if (!this.tracker.arena.holds(view)) throw new TypeError('octets that are not in the arena');
    this.program.setBatch(place, view.byteOffset);
  }
}
