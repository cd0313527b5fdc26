/**
 * `reset-on-resume`: after a silence the first data was answered by RST. Whoever answered no longer knew the
 * connection: the peer itself, or a NAT or load balancer whose entry had expired.
 */
import type { TimelineReset } from '../../timeline/reset.ts';
import { opposite } from '../../tracking/rows.ts';
import { type VerdictRule, verdict } from '../verdict.ts';

export const resetOnResume: VerdictRule = ({ reset, sides }) => {
  if (reset === null) return null;
  const sender = opposite(reset.direction);
  const { resume, outstanding, finFrame } = sides[sender];
  if (resume === null || resume.isFin || !outstanding) return null;
  if (reset.frame < resume.frame || isAbort(reset)) return null;
  // Who sends its last word and closes at once finds that nobody knows the connection, too.
  if (finFrame > 0 && (finFrame < resume.frame || reset.withAcknowledgment)) return null;
  // An orderly close before it makes it data after FIN, which has a cause of its own.
  if (sides[opposite(sender)].finFrame > 0) return null;
  return verdict('reset-on-resume', reset.withAcknowledgment ? 'likely' : 'certain', {
    direction: sender,
    duration: resume.silence,
    evidence: [
      { code: 'resumed-with-data', frame: resume.frame, direction: sender, duration: resume.silence },
      { code: 'reset-by-peer', frame: reset.frame, direction: opposite(sender) },
    ],
  });
};

/** The reset of a live socket (Linux tcp_send_active_reset()): it knew the connection, and its application ended it. */
function isAbort({ withAcknowledgment, hasWindow, hasTimestamps }: TimelineReset): boolean {
  return withAcknowledgment && hasWindow && hasTimestamps;
}
