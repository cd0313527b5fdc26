/**
 * `zero-window-stall`: the peer's window stayed closed and is probed (RFC 9293 §3.8.6.1). The connection lives; the
 * application at the other end does not read.
 */
import type { Exchange } from '../../keepalive/exchange.ts';
import type { TimelineSide } from '../../timeline/side.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { opposite } from '../../tracking/rows.ts';
import { distance } from '../../wire/sequence.ts';
import { closedWindowProbes, endInSilence } from '../closed-window-probes.ts';
import { type Proof, type VerdictRule, verdict } from '../verdict.ts';

export const zeroWindowStall: VerdictRule = (timeline) => {
  const { sides, captureEnd } = timeline;
  for (const direction of [0, 1] as const) {
    if (!sides[opposite(direction)].windowClosed) continue;
    const { probes, count } = probesOfStall(timeline, sides[direction]);
    if (count === 0) continue;
    return verdict('zero-window-stall', endInSilence(probes) ? 'possible' : 'certain', {
      direction,
      duration: captureEnd - (probes[0]?.time ?? captureEnd),
      count,
      evidence: probes.map((probe) => proofOf(probe, direction)),
    });
  }
  return null;
};

/** Those of the stall that the capture ends in: a window that is closed now may have been closed and opened before. */
function probesOfStall({ payloadTime }: Timeline, side: TimelineSide): { probes: Exchange[]; count: number } {
  const all = closedWindowProbes(side.prober);
  const probes = all.probes.filter(
    ({ time, sequence }) => time > payloadTime || isAbout(side.unacknowledged, sequence),
  );
  const isOneStall = probes.length === all.probes.length;
  return { probes, count: isOneStall ? all.count : probes.length };
}

/** A window probe has the number before SND.UNA, or that one (BSD): it moves on with the first data that finds room. */
function isAbout(unacknowledged: number, sequence: number): boolean {
  const behind = distance(sequence, unacknowledged);
  return behind === 0 || behind === 1;
}

function proofOf(probe: Exchange, direction: 0 | 1): Proof {
  if (probe.answerFrame === 0) return { code: 'window-probe-unanswered', frame: probe.frame, direction };
  return { code: 'window-still-closed', frame: probe.answerFrame, direction: opposite(direction) };
}
