/**
 * `zero-window-stall`: the peer's window stayed closed and is probed (RFC 9293 §3.8.6.1). The connection lives; the
 * application at the other end does not read.
 */
import type { Exchange } from '../../keepalive/exchange.ts';
import { otherSide, type Proof, type VerdictRule, verdict } from '../verdict.ts';

export const zeroWindowStall: VerdictRule = ({ sides, captureEnd }) => {
  for (const direction of [0, 1] as const) {
    const prober = sides[direction].prober;
    const peer = sides[otherSide(direction)];
    if (prober === null || prober.windowProbes === 0 || !peer.windowClosed) continue;
    const probes = prober.exchanges('window-probe');
    return verdict('zero-window-stall', 'certain', {
      direction,
      duration: captureEnd - (probes[0]?.time ?? captureEnd),
      count: prober.windowProbes,
      evidence: probes.map((probe) => proofOf(probe, direction)),
    });
  }
  return null;
};

function proofOf(probe: Exchange, direction: 0 | 1): Proof {
  if (probe.answerFrame === 0) return { code: 'window-probe-unanswered', frame: probe.frame, direction };
  return { code: 'window-still-closed', frame: probe.answerFrame, direction: otherSide(direction) };
}
