/**
 * `reuse-race`: the responder closed the idle connection while the originator's next request was on its way: within a round trip
 * nobody can know. The request is lost, and may have to be sent again.
 */
import { type FindingRule, finding } from '../finding.ts';
import { metClosedEnd } from './closed-on.ts';

export const reuseRace: FindingRule = (timeline) => {
  const met = metClosedEnd(timeline);
  if (met === null || Math.abs(met.delay) > met.roundTrip) return null;
  return finding('reuse-race', 'warning', timeline.handshake > 0 ? 'likely' : 'possible', {
    direction: 0,
    duration: met.idle,
    evidence: met.evidence,
  });
};
