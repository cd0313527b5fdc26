/**
 * `heartbeat-too-fast`: the peer of an HTTP/2 connection ends it because PINGs come too often (RFC 9113 §7,
 * ENHANCE_YOUR_CALM). Servers of gRPC do so after two PINGs sooner than 5 minutes apart, unless they are told otherwise.
 */
import { opposite } from '../../tracking/rows.ts';
import { type FindingProof, type FindingRule, finding } from '../finding.ts';

export const heartbeatTooFast: FindingRule = ({ heartbeats }) => {
  const { tooFast, beats } = heartbeats;
  if (tooFast === null) return null;
  const direction = opposite(tooFast.direction);
  const pings = beats.find((one) => one.protocol === 'http2' && one.direction === direction);
  const proofs: FindingProof[] = [
    { code: 'too-many-pings', frame: tooFast.frame, direction: tooFast.direction },
  ];
  if (pings !== undefined) proofs.unshift({ code: 'heartbeat', frame: pings.last.frame, direction });
  return finding('heartbeat-too-fast', 'warning', 'certain', {
    direction,
    duration: pings?.period ?? null,
    count: pings?.beats ?? null,
    evidence: proofs.sort((a, b) => a.frame - b.frame),
  });
};
