/** `reset`: RST for any other reason: refused, aborted by an application, or sent by something between. */
import { type VerdictRule, verdict } from '../verdict.ts';

export const reset: VerdictRule = ({ reset: rst }) => {
  if (rst === null) return null;
  const direction = rst.direction === 0 ? 0 : 1;
  const code = rst.withAcknowledgment ? 'reset-by-abort' : 'reset-by-peer';
  return verdict('reset', 'certain', { direction, evidence: [{ code, frame: rst.frame, direction }] });
};
