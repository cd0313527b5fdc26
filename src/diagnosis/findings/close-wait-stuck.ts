/**
 * `close-wait-stuck`: one side closed long ago, and the application of the other has not: its socket stays in
 * CLOSE_WAIT. Linux has no timeout for that state.
 */
import { opposite } from '../../tracking/rows.ts';
import { type FindingProof, type FindingRule, finding } from '../finding.ts';
import { halfClosedSide, lastProbeAfter } from './half-closed-side.ts';

export const closeWaitStuck: FindingRule = (timeline) => {
  const closed = halfClosedSide(timeline);
  if (closed === null) return null;
  const waiting = opposite(closed.direction);
  // Its kernel still has the socket: it probes, or answers probes.
  const own = lastProbeAfter(timeline, waiting, () => true);
  const answered = lastProbeAfter(timeline, closed.direction, ({ outcome }) => outcome === 'acknowledged');
  const sign = own?.frame ?? answered?.answerFrame;
  const evidence: FindingProof[] = [{ code: 'fin', frame: closed.finFrame, direction: closed.direction }];
  if (sign !== undefined) evidence.push({ code: 'still-there', frame: sign, direction: waiting });
  return finding('close-wait-stuck', 'warning', sign === undefined ? 'possible' : 'likely', {
    direction: waiting,
    duration: closed.since,
    evidence,
  });
};
