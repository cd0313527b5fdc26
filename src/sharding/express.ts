/**
 * express/ at work on the connections of one shard: batches of frames whose columns and octets lie in the arena go in, and what
 * is ordinary of them is done there.
 */
import type { FrameBatch } from '../capture/frame-batch.ts';
import { BATCH_FRAMES, OWN_OCTETS, OWN_PLACES } from '../capture/frame-layout.ts';
import type { RecordRun } from '../capture/record-run.ts';
import type { Pool } from '../tracking/pool.ts';
import type { Tracker } from '../tracking/tracker.ts';
import type { Program } from './program.ts';
import type { Shard } from './shard.ts';
import { PARTS, type Share } from './share.ts';

export class Express {
  private readonly tracker: Tracker;
  /** Those that it takes rows of. */
  private readonly pools: readonly Pool[];
  private readonly program: Program;
  private readonly places: Uint16Array;
  /** How many frames were chosen last. */
  private chosen = 0;

  constructor({ tracker, observer, heartbeats, program }: Shard, share: Share) {
    const { arena } = tracker;
    const parts = arena.allocate(4 * PARTS);
    const own = arena.allocate(OWN_OCTETS);
    // As state.ts wants them.
    new Uint8Array(arena.buffer, parts, PARTS).set(share.held);
    new Uint8Array(arena.buffer, parts + 2 * PARTS, 2 * PARTS).fill(1);
    program.setShare(parts, own);
    this.program = program;
    this.tracker = tracker;
    this.pools = [
      observer.exchanges.pool,
      observer.probers.pool,
      observer.probers.rests,
      heartbeats.store.spans,
      heartbeats.store.waits,
    ];
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
    if (index.place === 0) throw new TypeError('frames for an analysis that has ended');
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
