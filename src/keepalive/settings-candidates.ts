/**
 * Which settings fit observed spans. A Linux timer set to s whole seconds fires within (s, s + bucket], where the bucket
 * depends on the tick rate (keepalive/timer-wheel.ts); a setting fits at a rate when it explains every span. Other
 * stacks fire on time: their setting is about the shortest span.
 */
import { SECOND } from '../tracking/time.ts';
import { CLOCK_ERROR } from './settings-spans.ts';
import { latenessOf, TICK_RATES } from './timer-wheel.ts';

/** A span (ns) as the end of a timer. */
export interface Observed {
  length: number;
  /** It may be longer than setting and lateness by this, ns: what happened on the way. */
  slack: number;
  /** The timer that decided on the buckets ran for the setting less this, ns. */
  armedFor: number;
}

export interface Candidates {
  /** Whole seconds that explain the spans, by tick rate; a rate that explains none is not there. */
  byRate: ReadonlyMap<number, readonly number[]>;
  /** Whole seconds that a stack without timer wheel may have been set to. */
  exact: readonly number[];
  /** The spans that these explain: all, or all but the longest, which held something that is not in the capture. */
  spans: readonly Observed[];
  /** The shortest span, and the bounds of the setting of a prompt stack, which need not be whole; seconds. */
  shortest: number;
  low: number;
  high: number;
}

/** Time from the end of a bucket until the probe is on the wire: the softirq, and a busy host, ns. */
const ON_THE_WIRE = 0.005 * SECOND;
/** How early coarse timers are (Windows, BSD's slow timeout), as a share, and how late the prompt ones. */
const EARLY = 0.006;
const PROMPT = 0.02 * SECOND;
/** Linux counts elapsed time in whole ticks, so that it may take a span for one tick longer than it was. */
const TICK_AT_MOST = 0.01 * SECOND;

/** `jitter`: what the way to the point of capture may add to one span and take from another, ns. */
export function candidatesOf(observed: readonly Observed[], jitter: number): Candidates | null {
  let spans = [...observed].sort((a, b) => a.length - b.length);
  const first = spans[0];
  if (first === undefined) return null;
  const high = first.length * (1 + EARLY) + CLOCK_ERROR + TICK_AT_MOST + jitter;
  const low = first.length - first.slack - PROMPT - jitter;
  const exact = wholeSeconds(low, high);
  for (;;) {
    const byRate = new Map<number, readonly number[]>();
    for (const rate of TICK_RATES) {
      const seconds = fitting(spans, rate, jitter);
      if (seconds.length > 0) byRate.set(rate, seconds);
    }
    if (byRate.size > 0 || spans.length === 1)
      return {
        byRate,
        exact,
        spans,
        shortest: first.length / SECOND,
        low: low / SECOND,
        high: high / SECOND,
      };
    spans = spans.slice(0, Math.min(spans.length - 1, Math.ceil(spans.length * 0.95)));
  }
}

/** Every candidate, of one rate or of all, from the lowest on; as often as something speaks for it. */
export function allCandidates({ byRate, exact }: Candidates, rate: number | null): readonly number[] {
  const ofRate = rate === null ? undefined : byRate.get(rate);
  return ofRate ?? exact.concat(...byRate.values()).sort((a, b) => a - b);
}

/** The lowest of all candidates, whose lists are ascending; null where there is none. */
export function lowestCandidate({ byRate, exact }: Candidates): number | null {
  let lowest = exact[0] ?? Number.POSITIVE_INFINITY;
  for (const [first = lowest] of byRate.values()) lowest = Math.min(lowest, first);
  return Number.isFinite(lowest) ? lowest : null;
}

function fitting(spans: readonly Observed[], rate: number, jitter: number): number[] {
  const shortest = spans[0]?.length ?? 0;
  let low = Number.NEGATIVE_INFINITY;
  for (const { length, slack } of spans) low = Math.max(low, length - latenessOf(length, rate) - slack);
  const high = shortest + CLOCK_ERROR + SECOND / rate + jitter;
  return wholeSeconds(low - ON_THE_WIRE - jitter, high).filter((seconds) =>
    spans.every(({ length, slack, armedFor }) => {
      const arm = Math.max(0, seconds * SECOND - armedFor);
      return length <= seconds * SECOND + latenessOf(arm, rate) + slack + ON_THE_WIRE + jitter;
    }),
  );
}

/** The whole seconds from `low` to `high` (ns), which are settings: 1 at the least. */
function wholeSeconds(low: number, high: number): number[] {
  const seconds: number[] = [];
  for (let value = Math.max(1, Math.ceil(low / SECOND)); value * SECOND <= high; value++) seconds.push(value);
  return seconds;
}
