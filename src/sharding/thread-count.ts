/** How many threads read captures where nobody says. */
import { availableParallelism } from 'node:os';

/** Octets of captures on disk from which on threads are started unasked, and how many at most: one reads for all. */
const WORTH_THREADS = 64 * 1024 * 1024;
const UNASKED_THREADS = 8;

/** As many as there are cores where captures of so many octets are read. */
export function threadsFor(octets: number): number {
  return octets < WORTH_THREADS ? 1 : Math.min(UNASKED_THREADS, availableParallelism());
}
