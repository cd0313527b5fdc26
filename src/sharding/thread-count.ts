/** How many threads read captures where nobody says. */
import { availableParallelism } from 'node:os';

/** Octets of captures on disk from which on threads are started unasked, and how many at most: one reads for all. */
const WORTH_THREADS = 64 * 1024 * 1024;
const UNASKED_THREADS = 8;

/** As many as there are cores where captures of so many octets are read. */
export function threadsFor(octets: number): number {
  return octets < WORTH_THREADS ? 1 : Math.min(UNASKED_THREADS, availableParallelism());
}

/**
 * Whether so many threads keep every core busy. Measured with two; of more, the one that reads for all has the most to do, and is
 * better helped.
 */
export function leavesNoCore(threads: number): boolean {
  return threads === 2 && availableParallelism() <= threads;
}
