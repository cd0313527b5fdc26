/**
 * `redundant-keepalives`: both sides probe. Either one alone holds the path open; each learns of a dead peer only by
 * its own probes, so both may be wanted.
 */
import type { Timeline } from '../../timeline/timeline.ts';
import { type FindingProof, type FindingRule, finding } from '../finding.ts';
import type { VerdictCode } from '../verdict.ts';

/** One probe may be the remains of another setting. */
const PROBES_AT_LEAST = 2;

/** Where a peer was lost, each side's probes did their own work. */
const LOST: ReadonlySet<VerdictCode> = new Set(['peer-dead', 'peer-lost-state', 'probing']);

export const redundantKeepalives: FindingRule = (timeline, { verdict }) => {
  if (LOST.has(verdict.code)) return null;
  const [originator, responder] = timeline.sides.map(({ prober }) => prober?.probes ?? 0);
  if (originator === undefined || responder === undefined) return null;
  if (originator < PROBES_AT_LEAST || responder < PROBES_AT_LEAST) return null;
  return finding('redundant-keepalives', 'info', 'certain', {
    count: originator + responder,
    evidence: [...lastProbe(timeline, 0), ...lastProbe(timeline, 1)].sort((a, b) => a.frame - b.frame),
  });
};

function lastProbe({ sides }: Timeline, direction: 0 | 1): FindingProof[] {
  const last = sides[direction].prober?.exchanges('probe').at(-1);
  return last === undefined ? [] : [{ code: 'probe-of-side', frame: last.frame, direction }];
}
