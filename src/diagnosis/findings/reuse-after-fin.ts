/**
 * `reuse-after-fin`: a request on a connection that the responder had closed more than a round trip before: whoever
 * keeps the connection for reuse has not read the end of file.
 */
import { SECOND } from '../../tracking/time.ts';
import { type FindingRule, finding } from '../finding.ts';
import { metClosedEnd } from './closed-on.ts';

/** So long after the FIN, it has arrived on any path. */
const ARRIVED = SECOND;

export const reuseAfterFin: FindingRule = (timeline) => {
  const met = metClosedEnd(timeline);
  if (met === null || met.delay <= met.roundTrip) return null;
  const isLikely = met.delay > ARRIVED || timeline.handshake > 0;
  return finding('reuse-after-fin', 'warning', isLikely ? 'likely' : 'possible', {
    direction: 0,
    duration: met.delay,
    other: met.idle,
    evidence: met.evidence,
  });
};
