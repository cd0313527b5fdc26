/** Connections that ended after nearly the same idle time: a timer ended them. */
import type { Finding, FindingProofCode } from '../finding.ts';
import { latestClose } from '../server-close.ts';
import type { IdleEnd } from './idle-ends.ts';

const IDS_SHOWN = 100;
const PROOFS_SHOWN = 6;
/** Fewer agree by chance. */
const ALIKE_AT_LEAST = 3;
/** Most ends of the service must be alike. */
const SHARE = 0.6;

/** The largest set of ends after nearly the same idle time, ns, by that; none where it may be chance. */
export function alike(places: readonly number[], idleAt: (place: number) => number): number[] {
  const sorted = [...places].sort((a, b) => idleAt(a) - idleAt(b));
  let best = { begin: 0, length: 0 };
  let begin = 0;
  for (const [end, place] of sorted.entries()) {
    while (idleAt(place) > latestClose(idleAt(sorted[begin] ?? place))) begin++;
    if (end - begin + 1 > best.length) best = { begin, length: end - begin + 1 };
  }
  const { length } = best;
  return length < Math.max(ALIKE_AT_LEAST, SHARE * places.length)
    ? []
    : sorted.slice(best.begin, best.begin + length);
}

/** What a finding says of ends that are alike. `code`: of the frame that ended each. */
export function concerning(
  ends: readonly IdleEnd[],
  code: FindingProofCode,
): Pick<Finding, 'ids' | 'connections' | 'evidence'> {
  return {
    ids: ends
      .slice(0, IDS_SHOWN)
      .map(({ id }) => id)
      .sort((a, b) => a - b),
    connections: ends.length,
    evidence: ends
      .slice(0, PROOFS_SHOWN)
      .map(({ frame, direction, idle }) => ({ code, frame, direction, duration: idle })),
  };
}
