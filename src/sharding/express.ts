/**
 * express/ at work on the connections of one shard: batches of frames go in, and what is ordinary of them is done there.
 * The frames' columns and octets lie in its arena.
 */
import { readFileSync } from 'node:fs';

import { FrameBatch } from '../capture/frame-batch.ts';
import { COLUMN_OCTETS } from '../capture/frame-layout.ts';
import type { RecordRun } from '../capture/record-run.ts';
import { INSTALLATION } from '../installation.ts';
import type { LinearMemory } from '../tracking/arena.ts';
import type { Pool } from '../tracking/pool.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { condense, LONGEST_KNOWN, LONGEST_TOLD } from '../wire/payload.ts';
import { copyFrames, copyOctets, RUN_OCTETS, WORD } from './frame-copy.ts';
import type { Shard } from './shard.ts';
import type { Share } from './share.ts';

/** Built: npm run build:express. */
const PROGRAM = new URL('dist/express.wasm', INSTALLATION);
/** Octets of the frames that are in the arena at once. */
const AREA_OCTETS: number = 1024 * 1024 + WORD;

/** What take.ts exports. */
interface Program {
  setBatch(columns: number, octets: number): void;
  setTables(directory: number, parts: number, told: number): void;
  setRoom(counts: number, limit: number): void;
  setKeepalive(exchanges: number, exchangePages: number, probers: number, proberPages: number): void;
  setLimits(budget: number, keptAtMost: number): void;
  setHeartbeat(stretches: number, candidatePages: number, known: number): void;
  setIndex(slots: number, count: number): void;
  glance(count: number): void;
  step(from: number, limit: number): number;
  isSteady(): number;
  take(from: number, count: number, before: number): number;
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
  /** The columns in the arena: empty until frames are put there. */
  frames: FrameBatch;
  /** Room for octets that lie elsewhere. */
  private readonly area: Uint8Array;
  private readonly areaView: DataView;
  /** Where in the view of the frames the loaded records begin that are left, and where their octets end. */
  private from = 0;
  private limit = 0;
  private readonly columns: number;
  private readonly tracker: Tracker;
  /** Those that it takes rows of. */
  private readonly pools: readonly Pool[];
  private readonly program: Program;

  constructor({ tracker, observer, heartbeats: { candidates } }: Shard, share: Share) {
    const { exchanges, probers } = observer;
    const { arena } = tracker;
    const columns = arena.allocate(COLUMN_OCTETS);
    const octets = arena.allocate(AREA_OCTETS);
    const parts = arena.allocate(share.held.length);
    const told = arena.allocate(LONGEST_TOLD.byteLength);
    const known = arena.allocate(LONGEST_KNOWN.byteLength);
    new Uint8Array(arena.buffer).set(share.held, parts);
    new Uint32Array(arena.buffer, told, LONGEST_TOLD.length).set(LONGEST_TOLD);
    new Uint32Array(arena.buffer, known, LONGEST_KNOWN.length).set(LONGEST_KNOWN);
    compiled ??= new WebAssembly.Module(readFileSync(PROGRAM));
    let memory = new DataView(arena.buffer);
    const { exports } = new WebAssembly.Instance(compiled, {
      env: {
        memory: arena.memory,
        condense: (payload, end, length) => condense(memory, payload, end, length),
      },
    });
    this.program = exports as Program;
    this.program.setTables(tracker.rows.pages.directory, parts, told);
    this.program.setRoom(tracker.rows.counts.place, tracker.limit);
    const [first, second] = [exchanges.pool, probers.pool];
    this.program.setKeepalive(first.place, first.pages.directory, second.place, second.pages.directory);
    this.program.setLimits(exchanges.budget, observer.keptOfSide);
    this.program.setHeartbeat(candidates.place, candidates.pages.directory, known);
    this.tracker = tracker;
    this.pools = [first, second];
    this.columns = columns;
    this.area = new Uint8Array(arena.buffer, octets, AREA_OCTETS);
    this.areaView = new DataView(arena.buffer, octets, AREA_OCTETS);
    this.frames = new FrameBatch(arena.buffer, columns);
    arena.onMove(() => {
      const { count, view } = this.frames;
      memory = new DataView(arena.buffer);
      this.frames = new FrameBatch(arena.buffer, columns);
      this.frames.count = count;
      // What has been a view of the arena still is.
      this.frames.view = view;
    });
  }

  /**
   * Copies the frames from place `from` on, as many as there is room for, and has a glance at them; returns the place of
   * the first one that is left.
   */
  load(frames: FrameBatch, from: number): number {
    const own = this.frames;
    const to = copyFrames(frames, from, own, this.area);
    this.lookAt(this.areaView);
    this.program.glance(own.count);
    return to;
  }

  /**
   * Steps over the first records of the run, and says how many. Their octets are copied, as many as there is room for,
   * unless they are in the arena.
   */
  loadRecords(run: RecordRun): number {
    const { next, view } = run;
    const end = Math.min(run.end, next + RUN_OCTETS);
    const isHere = this.tracker.arena.holds(view);
    this.from = isHere ? next : copyOctets(view, next, end, this.area);
    this.limit = this.from + end - next;
    this.lookAt(isHere ? view : this.areaView);
    this.frames.runForm.set(run.form);
    return this.stepOver(run);
  }

  /** Steps over the next records of the run that was loaded; says how many. */
  stepOver(run: RecordRun): number {
    const { program, frames, from } = this;
    const count = program.step(from, this.limit);
    frames.count = count;
    this.from = count === 0 ? from : (frames.ends[count - 1] ?? 0);
    run.start = run.next;
    run.next += this.from - from;
    run.isSteady = program.isSteady() === 1;
    return count;
  }

  /**
   * Takes the loaded frames from place `from` on, before which `before` came, as long as they are ordinary or another
   * thread's: the place of the first one that is not, or how many were loaded.
   */
  take(from: number, before: number): number {
    const { index } = this.tracker;
    for (const pool of this.pools) pool.makeRoom();
    this.program.setIndex(index.place, index.slots);
    return this.program.take(from, this.frames.count, before);
  }

  /** The octets of the frames are those of the view, which is one of the arena. */
  private lookAt(view: DataView): void {
    this.frames.view = view;
    this.program.setBatch(this.columns, view.byteOffset);
  }
}
