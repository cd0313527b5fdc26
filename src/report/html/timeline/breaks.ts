/**
 * Which stretches of a timeline are drawn shorter than they were, with a visible break: idle gaps so much longer than
 * all else that everything else would shrink to nothing beside them.
 */

/** A gap this many times as long as the next shorter one stands out. */
const STANDS_OUT = 4;
/** Seconds: nothing shorter is worth a break; a lone gap beside a burst of milliseconds only from a minute on. */
const LEAST_BREAK = 5;
const LEAST_LONE_BREAK = 60;
const FEW = 3;
/** Seconds of other time that are worth making room for. */
const WORTHWHILE = 1;

/**
 * The length from which on stretches are broken; infinite where none is. `lengths` in seconds, in any order. As many of
 * the longest are broken as stand out together, if at least half as many of the next size gain from it: a regular beat
 * of probes is never broken, two hours before it are.
 */
export function breakFrom(lengths: readonly number[]): number {
  const sorted = lengths.filter((length) => length > 0).sort((first, second) => second - first);
  let left = sorted.reduce((sum, length) => sum + length, 0);
  let found = Number.POSITIVE_INFINITY;
  for (const [place, length] of sorted.entries()) {
    const next = sorted[place + 1];
    if (next === undefined || length < LEAST_BREAK) break;
    left -= length;
    if (length < STANDS_OUT * next) continue;
    const count = place + 1;
    const gaining = sorted.filter((other) => other <= next && other * STANDS_OUT >= next).length;
    const isWorthIt = left >= WORTHWHILE ? gaining * 2 >= count : count <= FEW && length >= LEAST_LONE_BREAK;
    if (isWorthIt) found = length;
  }
  return found;
}
