/** `incomplete`: too little was captured to tell. */
import type { Timeline } from '../../timeline/timeline.ts';
import { type IncompleteReason, type Verdict, type VerdictRule, verdict } from '../verdict.ts';

/** Fewer segments of a connection whose beginning is not there say nothing of its state. */
const SEGMENTS_AT_LEAST = 3;

/**
 * One side only: whatever it seems to do in vain, the answers were not captured. They are known to exist where the
 * handshake is there, or what only an answer makes possible: keepalive after data, or a probe with a newer TSecr.
 * Without these a connection that was idle before may as well have a dead peer, as hung connections have that somebody
 * then captures: the other rules decide, and are not sure (onlyOneSide).
 */
export const oneDirection: VerdictRule = (timeline) => {
  const { sides, midstream } = timeline;
  const [originator, responder] = sides;
  if (originator.seen === responder.seen) return null;
  const side = originator.seen ? originator : responder;
  if (!midstream) return side.spoke ? say(timeline, 'one-direction') : null;
  if (side.prober === null) return null;
  const wasAnswered = side.octets > 0 || side.probes.some(({ heard }) => heard);
  return wasAnswered ? say(timeline, 'one-direction') : null;
};

/**
 * Whether nothing of one side was captured, nor what would prove that the other one probed: its own reset, a router's
 * word about its probes. What seem to be probes may then be answers to probes of the side that was not captured.
 */
export function onlyOneSide({ sides, gaveUp, icmp }: Timeline): boolean {
  return sides[0].seen !== sides[1].seen && gaveUp.length === 0 && icmp === null;
}

/** The rest of what cannot be told, once every other rule has been asked. */
export const incomplete: VerdictRule = (timeline) => {
  const reason = reasonOf(timeline);
  return reason === null ? null : say(timeline, reason);
};

function say(timeline: Timeline, reason: IncompleteReason): Verdict {
  const direction = timeline.sides[0].seen ? 0 : 1;
  const code = reason === 'no-answer-to-syn' ? 'syn-unanswered' : 'first-segment';
  return verdict('incomplete', 'certain', {
    reason,
    direction,
    count: timeline.segments,
    evidence: [{ code, frame: timeline.firstFrame, direction }],
  });
}

function reasonOf({ sides, segments, midstream }: Timeline): IncompleteReason | null {
  const [originator, responder] = sides;
  if (originator.seen !== responder.seen)
    return originator.synSent && !originator.spoke ? 'no-answer-to-syn' : 'one-direction';
  if (!midstream && !originator.spoke && !responder.spoke) return 'handshake-unfinished';
  const hasProbes = originator.prober !== null || responder.prober !== null;
  const hasData = originator.octets > 0 || responder.octets > 0;
  if (midstream && segments < SEGMENTS_AT_LEAST && !hasProbes && !hasData) return 'too-few-segments';
  return null;
}
