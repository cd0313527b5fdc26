/**
 * `masked-by-unacked-data`: keepalive is on, yet the dead connection was not noticed by it: while data is
 * unacknowledged, retransmission owns the connection and no probe is sent (RFC 9293 §3.8.4, MUST-26; Linux
 * tcp_keepalive_timer). That takes about 15 minutes (tcp_retries2), and no reset is sent at its end.
 */
import { type FindingProof, type FindingRule, finding } from '../finding.ts';

export const maskedByUnackedData: FindingRule = ({ sides, resent }, { verdict }) => {
  const { code, direction } = verdict;
  if ((code !== 'dropped-while-idle' && code !== 'retransmit-give-up') || direction === null) return null;
  const { probes, resentTimes, onlyFinOutstanding } = sides[direction];
  const last = probes.at(-1);
  // Who has closed waits for nothing any more.
  if (last === undefined || onlyFinOutstanding) return null;
  const evidence: FindingProof[] = [{ code: 'probe-of-side', frame: last.frame, direction }];
  if (resent?.direction === direction && resent.frame > last.frame)
    evidence.push({ code: 'data-unacknowledged', frame: resent.frame, direction });
  return finding('masked-by-unacked-data', 'warning', verdict.confidence, {
    direction,
    count: resentTimes,
    evidence,
  });
};
