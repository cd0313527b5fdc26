/** How many threads read captures where nobody says. */
import { availableParallelism } from 'node:os';

/** Octets of captures on disk from which on threads are started unasked, and how many at most: one reads for all. */
const WORTH_THREADS = 64 * 1024 * 1024;
const UNASKED_THREADS = 8;

/** As many as there are cores where captures of so many octets are read. */
export function threadsFor(octets: number, cores: number = availableParallelism()): number {
  return octets < WORTH_THREADS ? 1 : Math.min(UNASKED_THREADS, cores);
}

/**
 * Whether the thread that reads fills its blocks itself: where two keep all cores busy, a thread that brings blocks takes its core
 * from one of them (docs/performance.md). Of more than two, the one that reads has the most to do, and is better helped.
 */
export function fillsAtOnce(threads: number, cores: number = availableParallelism()): boolean {
  return threads === 2 && cores <= threads;
}
