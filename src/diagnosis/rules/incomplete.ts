/** `incomplete`: too little was captured to tell. */
import type { Timeline } from '../../timeline/timeline.ts';
import { type IncompleteReason, type VerdictRule, verdict } from '../verdict.ts';

/** Fewer segments of a connection whose beginning is not there say nothing of its state. */
const SEGMENTS_AT_LEAST = 3;

export const incomplete: VerdictRule = (timeline) => {
  const reason = reasonOf(timeline);
  if (reason === null) return null;
  const direction = timeline.sides[0].seen ? 0 : 1;
  const code = reason === 'no-answer-to-syn' ? 'syn-unanswered' : 'first-segment';
  return verdict('incomplete', 'certain', {
    reason,
    direction,
    count: timeline.segments,
    evidence: [{ code, frame: timeline.firstFrame, direction }],
  });
};

function reasonOf({ sides, segments, midstream }: Timeline): IncompleteReason | null {
  const [originator, responder] = sides;
  if (originator.seen !== responder.seen)
    return originator.synSent && !originator.spoke ? 'no-answer-to-syn' : 'one-direction';
  const hasProbes = originator.prober !== null || responder.prober !== null;
  const hasData = originator.octets > 0 || responder.octets > 0;
  if (midstream && segments < SEGMENTS_AT_LEAST && !hasProbes && !hasData) return 'too-few-segments';
  return null;
}
