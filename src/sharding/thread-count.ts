/** How many threads read captures where nobody says. */
import { availableParallelism } from 'node:os';

/** Octets of captures on disk from which on threads are started unasked, and how many at most: one reads for all. */
const WORTH_THREADS = 64 * 1024 * 1024;
const UNASKED_THREADS = 8;

/** One less than there are cores where captures are large: V8's compiler and reading ahead keep one busy (docs/performance.md). */
export function threadsFor(captures: readonly { facts: { octetsTotal: number | null } }[]): number {
  let octets = 0;
  for (const { facts } of captures) octets += facts.octetsTotal ?? 0;
  return octets < WORTH_THREADS ? 1 : Math.max(1, Math.min(UNASKED_THREADS, availableParallelism() - 1));
}
