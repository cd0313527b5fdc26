/**
 * The worker threads of one analysis. The main thread reads and decodes; each flow belongs to one thread, the main one
 * among them, by its hash.
 */
import { Worker } from 'node:worker_threads';

import { INSTALLATION } from '../installation.ts';
import type { Segment } from '../wire/segment.ts';
import { HandedShard, type HandOver } from './hand-over.ts';
import { newRing, RingWriter } from './segment-ring.ts';
import type { FinishedShard, ShardLimits } from './shard.ts';

/** Built: worker threads of Node 20 load no TypeScript. */
const WORKER = new URL('dist/sharding/worker.js', INSTALLATION);
/** What share of the work reading and decoding are, which only the main thread does (measured, docs/architecture.md). */
const READING = 0.2;
/** More than any machine gains from: one thread reads for all. */
export const MOST_THREADS = 64;
/** Flows are dealt out in so many parts. */
const PARTS = 256;
/** Hashes do not deal out evenly: a shard may hold so much more than its share before it lets go of anything. */
const SPARE = 1.25;

interface Member {
  worker: Worker;
  ring: RingWriter;
  done: Promise<HandOver>;
}

export class Crew {
  /** The main thread's share of the limits. */
  readonly ownLimits: ShardLimits;
  private readonly members: readonly Member[];
  /** The first so many parts of the flows stay with the main thread. */
  private readonly own: number;

  /** `threads`: the main one and threads - 1 workers. `limits`: of all of them together. */
  constructor(threads: number, limits: ShardLimits) {
    this.own = Math.round(PARTS * Math.max(0, (1 / threads - READING) / (1 - READING)));
    this.ownLimits = shareOf(limits, this.own);
    const parts = new Array<number>(threads - 1).fill(0);
    for (let part = this.own; part < PARTS; part++) {
      const member = part % parts.length;
      parts[member] = (parts[member] ?? 0) + 1;
    }
    this.members = parts.map((count) => newMember(shareOf(limits, count)));
  }

  /** Gives the segment, which has its flow hash, to the worker of its flow; false where it is the main thread's. */
  takes(segment: Segment): boolean {
    const part = segment.flowHash >>> 24;
    if (part < this.own) return false;
    const member = this.members[part % this.members.length];
    if (member === undefined) return false;
    member.ring.write(segment);
    return true;
  }

  /** All captures are read, the last frame at `now`, ns: waits for the workers' shards. */
  async finish(now: number): Promise<FinishedShard[]> {
    for (const { ring } of this.members) ring.end(now);
    const handed = await Promise.all(this.members.map(({ done }) => done));
    return handed.map((one) => new HandedShard(one));
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
    connections: share(limits.connections),
    exchangesTotal: share(limits.exchangesTotal),
  };
}

function newMember(limits: ShardLimits): Member {
  const memory = newRing();
  const worker = new Worker(WORKER, {
    workerData: { memory, limits },
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
  });
  const done = new Promise<HandOver>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('a thread of the analysis ended early')));
  });
  // Whoever waits gets the fault; an analysis that ended before must not.
  done.catch(() => undefined);
  return { worker, ring: new RingWriter(memory), done };
}
