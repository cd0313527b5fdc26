/**
 * `peer-lost-state`: a probe was answered by RST. The peer's host is up, but knows nothing of the connection: it
 * rebooted, its process died without closing, or something between forgot the mapping (RFC 9293 §3.5.1, half-open).
 */

import { opposite } from '../../tracking/rows.ts';
import { type VerdictRule, verdict } from '../verdict.ts';
import { closedBefore } from './closed-before.ts';
import { inVain } from './peer-dead.ts';

export const peerLostState: VerdictRule = (timeline) => {
  const { lostState, gaveUp, reset } = timeline;
  if (lostState === null || (gaveUp[0] !== undefined && gaveUp[0].frame < lostState.frame)) return null;
  const { probe, inVain: before, frame } = lostState;
  const counterEvidence = closedBefore(timeline, opposite(probe.direction), probe.frame);
  const sureness = reset?.withAcknowledgment ? 'likely' : 'certain';
  return verdict('peer-lost-state', counterEvidence.length > 0 ? 'possible' : sureness, {
    direction: probe.direction,
    evidence: [
      ...before.map(inVain),
      { code: 'probe-met-reset', frame: probe.frame, direction: probe.direction },
      { code: 'reset-by-peer', frame, direction: opposite(probe.direction) },
    ],
    counterEvidence,
  });
};
