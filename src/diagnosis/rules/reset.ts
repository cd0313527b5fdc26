/**
 * `reset`: RST for any other reason: refused, aborted by an application, sent by something between, or by an end that has
 * closed about what came after its FIN (RFC 9293 §3.10.7.4: a host that has given up the socket answers so).
 */
import type { TimelineReset } from '../../timeline/reset.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { opposite } from '../../tracking/rows.ts';
import { IDLE_RESET_AFTER } from '../idle-reset.ts';
import { type ProofCode, type VerdictRule, verdict } from '../verdict.ts';
import { closedBefore } from './closed-before.ts';

export const reset: VerdictRule = (timeline) => {
  const rst = timeline.reset;
  if (rst === null) return null;
  const { frame, direction } = rst;
  const silence = timeline.silenceBeforeReset ?? 0;
  const duration = silence >= IDLE_RESET_AFTER ? silence : null;
  const evidence = closedBefore(timeline, direction, frame);
  evidence.push({ code: proofOf(timeline, rst), frame, direction });
  return verdict('reset', 'certain', { direction, duration, evidence });
};

function proofOf(
  { midstream, sides }: Timeline,
  { direction, withAcknowledgment }: TimelineReset,
): ProofCode {
  const wasOpen = midstream || sides[direction].synSent || sides[opposite(direction)].spoke;
  // What answers a SYN to a port where nobody listens carries ACK too (RFC 9293 §3.10.7.1).
  if (!wasOpen) return 'connection-refused';
  return withAcknowledgment ? 'reset-by-abort' : 'reset-by-peer';
}
