/**
 * The keepalive settings of a prober, as far as its probes show them: the idle time before the first probe of a run,
 * the interval between unanswered ones, and how many it takes to give up. While every probe is answered, interval and
 * count cannot be seen, and are null.
 *
 * Each observed span lies between the setting and the setting plus the lateness of the timer; the shortest one bounds
 * it best. The estimate is the value in the bounds that a person would have typed.
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
/** How long after its last data a program may switch keepalive on, ns. */
const SWITCHED_ON_LATE = 0.25 * SECOND;
/** Values a person types, the roundest first: hours, minutes, and so on down to seconds. */
const ROUND = [3600, 600, 300, 60, 30, 15, 10, 5, 1];

/**
 * `probes`: the keepalive probes of one side in order. `gaveUpAfter`: how many it sent in vain before its reset, null
 * where that is not known. `roundTrip`: of the path, ns.
 */
export function settingsOf(
  probes: readonly Exchange[],
  { gaveUpAfter, roundTrip }: { gaveUpAfter: number | null; roundTrip: number },
): Settings {
  const { fresh, repeated, periods, unanswered } = spansOf(probes);
  // Captured at the peer, the idle time seems longer by the way there and back: it runs from what the prober received.
  // A single span may be from before keepalive was switched on.
  const idleOf = (spans: readonly number[]): Estimate | null =>
    estimateSpan(spans, roundTrip + (spans.length === 1 ? SWITCHED_ON_LATE : 0));
  const first = idleOf(fresh);
  // While all probes are answered, they come at the longer of idle time and interval (Linux tcp_keepalive_timer).
  const isInterval = first !== null && Math.min(...repeated) > Math.min(...fresh) * LOST_SOMETHING;
  return {
    idle: isInterval ? first : idleOf([...fresh, ...repeated]),
    interval: estimateSpan(isInterval && unanswered.length === 0 ? periods : unanswered),
    count:
      gaveUpAfter === null
        ? null
        : { estimate: gaveUpAfter, low: gaveUpAfter, high: gaveUpAfter, observations: 1 },
  };
}

interface Spans {
  /** Since the last thing received: after data, and after the answer to a probe. */
  fresh: number[];
  repeated: number[];
  /** Since the probe before: which was answered, or was not. */
  periods: number[];
  unanswered: number[];
}

/** The spans before probes, ns. */
function spansOf(probes: readonly Exchange[]): Spans {
  const spans: Spans = { fresh: [], repeated: [], periods: [], unanswered: [] };
  let previous: Exchange | undefined;
  for (const probe of probes) {
    if (previous !== undefined && probe.position === previous.position + 1)
      spans.unanswered.push(probe.time - previous.time);
    else if (probe.position === 1 && probe.sincePeer !== null) {
      const sinceAnswer = previous === undefined ? Number.NaN : probe.time - previous.answerTime;
      const isRepeated = Math.abs(sinceAnswer - probe.sincePeer) < CLOCK_ERROR;
      (isRepeated ? spans.repeated : spans.fresh).push(probe.sincePeer);
      if (isRepeated && previous !== undefined) spans.periods.push(probe.time - previous.time);
    }
    previous = probe;
  }
  return spans;
}

/** The setting behind observed spans (ns), each of which may be longer by `extra`; null where they show none. */
export function estimateSpan(spans: readonly number[], extra: number = 0): Estimate | null {
  const agreeing = agreeingSpans(spans);
  if (agreeing.length === 0) return null;
  const bounds = boundsOf(Math.min(...agreeing), extra);
  return {
    estimate: roundest(bounds.low / SECOND, (bounds.high * (1 + EARLY)) / SECOND),
    low: milliseconds(bounds.low),
    high: milliseconds(bounds.high),
    observations: agreeing.length,
  };
}

/** The spans that show the same setting: those near the shortest, but for one that stands alone against the others. */
function agreeingSpans(spans: readonly number[]): number[] {
  const [shortest, ...others] = spans.filter((span) => span >= SHORTEST).sort((a, b) => a - b);
  if (shortest === undefined) return [];
  const [next, third] = others;
  const isAlone = next !== undefined && third !== undefined && next > shortest * LOST_SOMETHING;
  if (isAlone && third <= next * LOST_SOMETHING) return agreeingSpans(others);
  return [shortest, ...others].filter((span) => span <= shortest * LOST_SOMETHING);
}

/**
 * Between the shortest span and that less the timer's lateness, for the tick rate that makes it latest. Longer spans
 * bound nothing: a later one is the sum of two timers, and the first may have been armed late.
 */
function boundsOf(shortest: number, extra: number): { low: number; high: number } {
  const high = shortest + CLOCK_ERROR;
  const lateness = Math.max(...TICK_RATES.map((rate) => latenessOf(high, rate)));
  return { low: Math.max(0, shortest - lateness - extra - CLOCK_ERROR), high };
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
