/** Which side's keepalive holds the connection open: the one with the shorter idle time. */
import type { Estimate } from '../../keepalive/settings.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { SECOND } from '../../tracking/time.ts';
import type { FindingContext, FindingProof } from '../finding.ts';
import type { Limit } from '../limit.ts';

export interface SoonestSide {
  direction: 0 | 1;
  idle: Estimate;
}

/** Null where no side probes, or where one does and its idle time is not known: it might be the shorter one. */
export function soonestSide({ sides }: Timeline, { idleOf }: FindingContext): SoonestSide | null {
  let soonest: SoonestSide | null = null;
  for (const direction of [0, 1] as const) {
    const { prober } = sides[direction];
    if (prober === null || prober.probes === 0) continue;
    const idle = idleOf(direction);
    if (idle === null) return null;
    if (soonest === null || idle.estimate < soonest.idle.estimate) soonest = { direction, idle };
  }
  return soonest;
}

/**
 * Whether the idle time is not below the timeout. `latest`: the longest time after which a probe was seen to leave, ns.
 * Where losses show the timeout, a probe that left after them proves it by itself; where it is declared, that may be
 * lateness of the timer (keepalive-marginal).
 */
export function isTooSlow({ high, isDeclared }: Limit, idle: Estimate, latest: number): boolean {
  return idle.estimate * SECOND >= high || (!isDeclared && latest >= high);
}

/** The first probe of a run that left latest after the last thing received. */
export function latestProbe({ sides }: Timeline, direction: 0 | 1): FindingProof[] {
  let latest: { frame: number; duration: number } | null = null;
  for (const { position, sincePeer, frame } of sides[direction].probes) {
    if (position !== 1 || sincePeer === null) continue;
    if (latest === null || sincePeer > latest.duration) latest = { frame, duration: sincePeer };
  }
  return latest === null ? [] : [{ code: 'probe-late', direction, ...latest }];
}
