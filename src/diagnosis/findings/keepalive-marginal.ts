/**
 * `keepalive-marginal`: the idle time is below the timeout on the path, but the probe may leave after it: timers of
 * Linux are late by up to a bucket of the timer wheel (keepalive/timer-wheel.ts): 235 s left after 250.9 s, measured at
 * 250 Hz, where Azure forgets after 240 s.
 */
import { latenessOf, TICK_RATES } from '../../keepalive/timer-wheel.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { SECOND } from '../../tracking/time.ts';
import { type FindingRule, finding } from '../finding.ts';
import { isTooSlow, latestProbe, soonestSide } from './soonest-side.ts';

export const keepaliveMarginal: FindingRule = (timeline, context) => {
  const { limit } = context;
  if (limit === null) return null;
  const soonest = soonestSide(timeline, context);
  if (soonest === null) return null;
  const { direction } = soonest;
  const idle = soonest.idle.estimate * SECOND;
  const evidence = latestProbe(timeline, direction);
  const seen = evidence[0]?.duration ?? 0;
  if (isTooSlow(limit, soonest.idle, seen)) return null;
  const latest = Math.max(seen, idle + (hasTimerWheel(timeline, direction) ? lateness(idle) : 0));
  // An inferred timeout lies above its lower bound, which was survived; a declared one is met exactly.
  if (limit.isDeclared ? latest < limit.high : latest <= limit.low) return null;
  const isLikely = limit.isDeclared && (seen >= limit.high || idle + leastLateness(idle) >= limit.high);
  return finding('keepalive-marginal', 'warning', isLikely ? 'likely' : 'possible', {
    direction,
    duration: idle,
    other: latest,
    limit,
    products: limit.product === null ? [] : [limit.product],
    evidence,
  });
};

/** Windows and old BSD, which send an octet, and macOS, which leaves timestamps out, have timers of another kind. */
function hasTimerWheel({ sides }: Timeline, direction: 0 | 1): boolean {
  const { prober, probes, usesTimestamps } = sides[direction];
  if (prober === null || prober.payloadOctets === 1) return false;
  return !usesTimestamps || probes.some(({ timestamps }) => timestamps);
}

function lateness(idle: number): number {
  return Math.max(...TICK_RATES.map((rate) => latenessOf(idle, rate)));
}

function leastLateness(idle: number): number {
  return Math.min(...TICK_RATES.map((rate) => latenessOf(idle, rate)));
}
