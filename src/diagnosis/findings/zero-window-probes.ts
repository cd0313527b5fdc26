/**
 * `zero-window-probes`: probes of a closed window, which have the shape of keepalives on Linux (tcp_xmit_probe_skb),
 * and which other tools call so.
 */
import { closedWindowProbes } from '../closed-window-probes.ts';
import { type FindingRule, finding } from '../finding.ts';

/** Frames that show it; more prove no more. */
const SHOWN = 8;

export const zeroWindowProbes: FindingRule = ({ sides }) => {
  for (const direction of [0, 1] as const) {
    const { probes, count } = closedWindowProbes(sides[direction].prober);
    if (count === 0) continue;
    const first = probes[0];
    const last = probes.at(-1);
    return finding('zero-window-probes', 'info', 'certain', {
      direction,
      count,
      duration: first === undefined || last === undefined ? null : last.time - first.time,
      evidence: probes.slice(0, SHOWN).map(({ frame }) => ({ code: 'window-probe', frame, direction })),
    });
  }
  return null;
};
