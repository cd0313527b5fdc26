/**
 * `peer-lost-state`: a probe was answered by RST. The peer's host is up, but knows nothing of the connection: it
 * rebooted, its process died without closing, or something between forgot the mapping (RFC 9293 §3.5.1, half-open).
 */
import { otherSide, type VerdictRule, verdict } from '../verdict.ts';

export const peerLostState: VerdictRule = ({ lostState, gaveUp, reset }) => {
  if (lostState === null || (gaveUp[0] !== undefined && gaveUp[0].frame < lostState.frame)) return null;
  const prober = lostState.direction;
  return verdict('peer-lost-state', reset?.withAcknowledgment ? 'likely' : 'certain', {
    direction: prober,
    evidence: [
      { code: 'probe-met-reset', frame: lostState.probeFrame, direction: prober },
      { code: 'reset-by-peer', frame: lostState.frame, direction: otherSide(prober) },
    ],
  });
};
