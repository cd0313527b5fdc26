/**
 * `reset`: RST for any other reason: refused, aborted by an application, sent by something between, or by an end that has
 * closed about what came after its FIN (RFC 9293 §3.10.7.4: a host that has given up the socket answers so).
 */
import type { TimelineReset } from '../../timeline/reset.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { opposite } from '../../tracking/rows.ts';
import { SECOND } from '../../tracking/time.ts';
import { idleResetAfter } from '../idle-reset.ts';
import { type ProofCode, type VerdictRule, verdict } from '../verdict.ts';
import { closedBefore } from './closed-before.ts';

/** No round trip takes longer, ns. */
const ANSWERED_WITHIN = 2 * SECOND;

export const reset: VerdictRule = (timeline) => {
  const rst = timeline.reset;
  if (rst === null) return null;
  const { frame, direction } = rst;
  const evidence = closedBefore(timeline, direction, frame);
  evidence.push({ code: proofOf(timeline, rst, evidence.length > 0), frame, direction });
  return verdict('reset', 'certain', { direction, duration: idleResetAfter(timeline), evidence });
};

function proofOf(timeline: Timeline, rst: TimelineReset, hadClosed: boolean): ProofCode {
  const { midstream, sides } = timeline;
  const { direction, withAcknowledgment } = rst;
  const wasOpen = midstream || sides[direction].synSent || sides[opposite(direction)].spoke;
  // What answers a SYN to a port where nobody listens carries ACK too (RFC 9293 §3.10.7.1).
  if (!wasOpen) return 'connection-refused';
  // With ACK it is an abort, which answers nothing.
  if (withAcknowledgment) return 'reset-by-abort';
  if (!hadClosed || !answersPeer(timeline, rst)) return 'reset-by-peer';
  const isGoodbye = timeline.saidFarewell && sides[opposite(direction)].lastWasData;
  return isGoodbye ? 'goodbye-met-reset' : 'reset-after-close';
}

/** Whether the other side sent something just before, as far as the last segments tell. */
function answersPeer({ sides, lastTime, lateData }: Timeline, { direction }: TimelineReset): boolean {
  return lateData !== null || lastTime - sides[opposite(direction)].lastTime < ANSWERED_WITHIN;
}
