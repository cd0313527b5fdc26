/**
 * The worker threads of one analysis. The main thread reads and decodes; each flow belongs to one thread, the main one
 * among them, by its hash.
 */
import { Worker } from 'node:worker_threads';

import type { ObserverLimits } from '../keepalive/observer.ts';
import type { Segment } from '../wire/segment.ts';
import { HandedShard, type HandOver } from './hand-over.ts';
import { newRing, RingWriter } from './segment-ring.ts';
import type { FinishedShard } from './shard.ts';

/** What share of the work reading and decoding are, which only the main thread does (measured, docs/architecture.md). */
const READING = 0.2;
/** More than any machine gains from: one thread reads for all. */
export const MOST_THREADS = 64;
/** Flows are dealt out in so many parts. */
const PARTS = 256;

interface Member {
  worker: Worker;
  ring: RingWriter;
  done: Promise<HandOver>;
}

export class Crew {
  private readonly members: readonly Member[];
  /** The first so many parts of the flows stay with the main thread. */
  private readonly own: number;

  /** `threads`: the main one and threads - 1 workers. */
  constructor(threads: number, limits: ObserverLimits) {
    this.members = Array.from({ length: threads - 1 }, () => newMember(limits));
    this.own = Math.round(PARTS * Math.max(0, (1 / threads - READING) / (1 - READING)));
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

function newMember(limits: ObserverLimits): Member {
  const memory = newRing();
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
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
