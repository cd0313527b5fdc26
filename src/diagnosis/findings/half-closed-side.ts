/** A connection that one side has closed and the other has not, for longer than any close takes. */
import type { Exchange } from '../../keepalive/exchange.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { opposite } from '../../tracking/rows.ts';
import { SECOND } from '../../tracking/time.ts';

/** tcp_fin_timeout of Linux, and conntrack's for CLOSE_WAIT: an orderly close is over by then. */
const STUCK_AFTER = 60 * SECOND;

export interface HalfClosedSide {
  /** The side that sent its FIN. */
  direction: 0 | 1;
  finFrame: number;
  /** From the last payload or FIN to the end, ns. */
  since: number;
}

/** Null where both have closed, where it was reset, or where it is not stuck yet. */
export function halfClosedSide(timeline: Timeline): HalfClosedSide | null {
  const { sides, reset, payloadTime, captureEnd } = timeline;
  const direction = sides[0].finFrame > 0 ? 0 : 1;
  const { finFrame, outstanding } = sides[direction];
  if (finFrame === 0 || sides[opposite(direction)].finFrame > 0 || reset !== null || outstanding) return null;
  // One direction of a capture shows one FIN of an ordinary close.
  if (!sides[opposite(direction)].spoke) return null;
  const since = captureEnd - payloadTime;
  return since < STUCK_AFTER ? null : { direction, finFrame, since };
}

/** The last probe of `prober` that proves somebody is still there so long after the FIN. */
export function lastProbeAfter(
  timeline: Timeline,
  prober: 0 | 1,
  isProof: (probe: Exchange) => boolean,
): Exchange | undefined {
  return timeline.sides[prober].probes.findLast(
    (probe) => probe.time > timeline.payloadTime + STUCK_AFTER && isProof(probe),
  );
}
