/**
 * The worker threads of one analysis. The main thread reads, all threads go over the frames, and each takes those of its
 * flows.
 */
import { setTimeout } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';

import type { LostReader } from '../capture/block-memory.ts';
import { KeepscopeError } from '../errors.ts';
import type { Arena } from '../tracking/arena.ts';
import { MOST_ROWS } from '../tracking/rows.ts';
import { FrameRingWriter } from './frame-ring.ts';
import { HandedShard, type HandOver } from './hand-over.ts';
import type { FinishedShard, ShardLimits } from './shard.ts';
import { EVERYTHING, PARTS, type Share, sharesOf } from './share.ts';
import { standingWorker } from './standby.ts';
import { startWorker } from './start-worker.ts';
import type { WorkerData } from './worker-data.ts';

/** Hashes do not deal out evenly: a shard may hold so much more than its share before it lets go of anything. */
const SPARE = 1.25;

/** The news of a worker that has failed is here by then, ms; of one that is stuck there is none. */
const LATEST_NEWS = 5000;

interface Member {
  worker: Worker;
  done: Promise<HandOver>;
}

export class Crew {
  /** The main thread's share of the flows, and of the limits. */
  readonly ownShare: Share;
  readonly ownLimits: ShardLimits;
  /** By which the workers get frames. */
  readonly ring: FrameRingWriter;
  /** Those that still run, as far as is known. */
  private members: readonly Member[];

  /** `threads`: the main one and threads - 1 workers. `limits`: of all of them together. All keep what they have in the arena. */
  constructor(threads: number, limits: ShardLimits, arena: Arena) {
    const [own = EVERYTHING, ...shares] = sharesOf(threads);
    const { memory } = arena;
    this.ownShare = own;
    this.ownLimits = shareOf(limits, own.parts);
    this.ring = new FrameRingWriter(arena, shares.length);
    const { place } = this.ring;
    this.members = shares.map(({ parts }, number) =>
      newMember({ memory, place, limits: shareOf(limits, parts), number, threads }),
    );
  }

  /**
   * All captures are read, the last frame at `now`, ns: waits for the workers' shards. Not for their ends: V8 takes 5 ms to give
   * back what one had.
   */
  async finish(now: number): Promise<FinishedShard[]> {
    this.ring.end(now);
    const handed = await Promise.all(this.members.map(({ done }) => done));
    void this.dismiss();
    this.members = [];
    return handed.map((one) => new HandedShard(one));
  }

  /** What the worker failed of that the ring has lost; as it was thrown there. */
  async failure(lost: LostReader): Promise<Error> {
    const failures = this.members.map(({ done }) => done.then(() => lost, asError));
    return Promise.race([...failures, setTimeout(LATEST_NEWS, lost, { ref: false })]);
  }

  /** Ends what still runs. */
  async dismiss(): Promise<void> {
    await Promise.all(this.members.map(({ worker }) => worker.terminate()));
  }
}

/** The limits of a shard with so many parts of the flows. */
function shareOf(limits: ShardLimits, parts: number): ShardLimits {
  const share = (limit = Number.POSITIVE_INFINITY): number =>
    Number.isFinite(limit) ? Math.ceil((limit * parts * SPARE) / PARTS) : limit;
  return {
    ...limits,
    // Unlimited ones have to share the room that an arena has.
    connections: Math.min(share(limits.connections), Math.ceil((MOST_ROWS * parts) / PARTS)),
    exchangesTotal: share(limits.exchangesTotal),
  };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** What a worker threw: of an error of ours only the fields come from thread to thread. */
function asThrown(error: Error & Partial<KeepscopeError>): Error {
  const { name, message, code, remedy, cause } = error;
  if (name !== KeepscopeError.name || code === undefined || remedy === undefined) return error;
  return new KeepscopeError(code, message, remedy, { cause });
}

function newMember(data: WorkerData): Member {
  const worker = standingWorker() ?? startWorker();
  worker.postMessage(data);
  const done = new Promise<HandOver>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', (error) => reject(asThrown(error)));
    worker.once('exit', () => reject(new Error('a thread of the analysis ended early')));
  });
  // Whoever waits gets the fault; an analysis that ended before must not.
  done.catch(() => undefined);
  return { worker, done };
}
