/** Data, or a FIN, that was sent again and again and never acknowledged: what dropped-while-idle and retransmit-give-up share. */

import type { TimelineSide } from '../../timeline/side.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { opposite, UNPRECEDENTED } from '../../tracking/rows.ts';
import { SECOND } from '../../tracking/time.ts';
import { closedWindowProbes, endInSilence } from '../closed-window-probes.ts';
import type { Confidence, Proof } from '../verdict.ts';

/** Fewer may be a lost acknowledgment on its way. */
const RESENT_AT_LEAST = 2;
/** A silence shorter than this is no idling. */
const IDLE_AT_LEAST = 2 * SECOND;

/** The side whose data, or FIN, went unacknowledged to the end, or null. The peer may have sent nothing new since. */
export function unacknowledgedSide(timeline: Timeline): 0 | 1 | null {
  for (const direction of [0, 1] as const) {
    const side = timeline.sides[direction];
    if (!side.outstanding || side.resentTimes < RESENT_AT_LEAST) continue;
    // BSD's window probes are data that does not fit: the peer is there, and answers them.
    const peer = timeline.sides[opposite(direction)];
    // Both have closed: the last acknowledgment alone is missing.
    if (side.onlyFinOutstanding && peer.finFrame !== 0) continue;
    if (peer.windowClosed && (peer.lastTime >= side.lastTime || isAnswered(side))) continue;
    if (timeline.reset === null || timeline.reset.direction === direction) return direction;
  }
  return null;
}

/** Its window probes are: the capture may have ended before the answer to the last one. */
function isAnswered({ prober }: TimelineSide): boolean {
  const { probes } = closedWindowProbes(prober);
  return probes.length > 0 && !endInSilence(probes);
}

/** Few repetitions and no silence after them: the capture may have ended before an acknowledgment came. */
export function sureness(timeline: Timeline, direction: 0 | 1): Confidence {
  return timeline.sides[direction].resentTimes > RESENT_AT_LEAST || timeline.trailingSilence >= IDLE_AT_LEAST
    ? 'likely'
    : 'possible';
}

/** The last time that the side sent it; where the peer sent something again later still, how the connection ends. */
export function lastOf({ resent, lastFrame }: Timeline, direction: 0 | 1): Proof {
  return resent?.direction === direction
    ? { code: 'last-retransmission', frame: resent.frame, direction }
    : { code: 'last-segment', frame: lastFrame, direction };
}

/** Whether the data, or the FIN, of the side ended a silence that explains why it was lost. */
export function followsIdleGap({ sides, payloadTime }: Timeline, direction: 0 | 1): boolean {
  const { resume } = sides[direction];
  if (resume === null || resume.silence < IDLE_AT_LEAST) return false;
  // Whoever says something behind that, as selective acknowledgments do, has not forgotten the connection.
  if (sides[opposite(direction)].acceptedTime > payloadTime) return false;
  return resume.silence > UNPRECEDENTED * resume.precedent;
}
