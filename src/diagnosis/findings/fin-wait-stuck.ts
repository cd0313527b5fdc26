/**
 * `fin-wait-stuck`: a side has closed its half and still holds the socket (FIN_WAIT_2), waiting for the peer's FIN: it
 * goes on probing. A socket that its application has let go of would be gone after tcp_fin_timeout, 60 s.
 */
import { type FindingRule, finding } from '../finding.ts';
import { halfClosedSide, lastProbeAfter } from './half-closed-side.ts';

export const finWaitStuck: FindingRule = (timeline) => {
  const closed = halfClosedSide(timeline);
  if (closed === null) return null;
  const { direction, finFrame, since } = closed;
  const probe = lastProbeAfter(timeline, direction, () => true);
  if (probe === undefined) return null;
  return finding('fin-wait-stuck', 'warning', 'likely', {
    direction,
    duration: since,
    evidence: [
      { code: 'fin', frame: finFrame, direction },
      { code: 'still-there', frame: probe.frame, direction },
    ],
  });
};
