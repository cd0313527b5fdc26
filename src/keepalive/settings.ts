/**
 * The keepalive settings of a prober, as far as its probes show them: the idle time before the first probe of a run,
 * the interval between unanswered ones, and how many it takes to give up. While every probe is answered, interval and
 * count cannot be seen, and are null.
 *
 * Each observed span lies between the setting and the setting plus the lateness of the timer. The bounds are where all
 * spans agree, for some tick rate; the estimate is the value in them that a person would have typed.
 */
import { SECOND } from '../tracking/time.ts';
import type { Exchange } from './exchange.ts';
import { latenessOf, TICK_RATES } from './timer-wheel.ts';

/** Seconds. `observations`: the spans that the bounds come from. */
export interface Estimate {
  estimate: number;
  low: number;
  high: number;
  observations: number;
}

export interface Settings {
  idle: Estimate | null;
  interval: Estimate | null;
  count: Estimate | null;
}

/** No stack idles less than a second: a shorter span is the shape of a keepalive without idleness. */
const SHORTEST = 0.95 * SECOND;
/** A span this much longer than the shortest one had something in it that the capture lost: it says nothing. */
const LOST_SOMETHING = 1.3;
/** What the clocks of prober and capture may differ by, ns; and how early coarse timers are (Windows, lwIP), as a share. */
const CLOCK_ERROR = 0.002 * SECOND;
const EARLY = 0.006;
/** Values a person types, the roundest first: hours, minutes, and so on down to seconds. */
const ROUND = [3600, 600, 300, 60, 30, 15, 10, 5, 1];

/** `probes`: the keepalive probes of one side in order. `gaveUpAfter`: how many it sent in vain before its reset, or null. */
export function settingsOf(probes: readonly Exchange[], gaveUpAfter: number | null): Settings {
  const idle: number[] = [];
  const interval: number[] = [];
  let previous: Exchange | undefined;
  for (const probe of probes) {
    if (probe.position === 1) {
      if (probe.sincePeer !== null) idle.push(probe.sincePeer);
    } else if (previous !== undefined && previous.position === probe.position - 1)
      interval.push(probe.time - previous.time);
    previous = probe;
  }
  return {
    idle: estimateSpan(idle),
    interval: estimateSpan(interval),
    count:
      gaveUpAfter === null
        ? null
        : { estimate: gaveUpAfter, low: gaveUpAfter, high: gaveUpAfter, observations: 1 },
  };
}

/** The setting behind observed spans (ns); null where they show none. */
export function estimateSpan(spans: readonly number[]): Estimate | null {
  const plausible = spans.filter((span) => span >= SHORTEST);
  const shortest = Math.min(...plausible);
  const agreeing = plausible.filter((span) => span <= shortest * LOST_SOMETHING);
  if (agreeing.length === 0) return null;
  const bounds = boundsOf(agreeing) ?? { low: shortest - latenessOf(shortest, 100), high: shortest };
  return {
    estimate: roundest(bounds.low / SECOND, (bounds.high * (1 + EARLY)) / SECOND),
    low: milliseconds(bounds.low),
    high: milliseconds(bounds.high),
    observations: agreeing.length,
  };
}

/** Where all spans agree: for each tick rate where they can, from the latest possible beginning to the shortest span. */
function boundsOf(spans: readonly number[]): { low: number; high: number } | null {
  const high = Math.min(...spans) + CLOCK_ERROR;
  let low = Number.POSITIVE_INFINITY;
  for (const rate of TICK_RATES) {
    // The lateness is that of the setting, which is below the span: of two levels, the lower one may be the right one.
    const lowest = Math.max(...spans) - latenessOf(high, rate) - CLOCK_ERROR;
    if (lowest <= high) low = Math.min(low, lowest);
  }
  return Number.isFinite(low) ? { low: Math.max(0, low), high } : null;
}

/** The roundest whole number of seconds in the bounds, the largest of equally round ones; else their middle. */
function roundest(low: number, high: number): number {
  for (const step of ROUND) {
    const value = Math.floor(high / step) * step;
    if (value >= low && value > 0) return value;
  }
  return Math.round((low + high) * 50) / 100;
}

function milliseconds(nanoseconds: number): number {
  return Math.round(nanoseconds / 1e6) / 1000;
}
