/**
 * The idle time, from the spans without a word before a probe. What came after an answer may be the interval instead,
 * where that is the longer one: then it is told apart by the spans after data.
 */
import { SECOND } from '../tracking/time.ts';
import { type Candidates, candidatesOf, lowestCandidate, type Observed } from './settings-candidates.ts';
import { agreeing, intervalOfPeriods, LOST_SOMETHING, SHORTEST, type Shown } from './settings-interval.ts';
import type { IdleSpan, Spans } from './settings-spans.ts';
import { greatestLateness } from './timer-wheel.ts';

/** How long after its last data a program may switch keepalive on, ns. */
const SWITCHED_ON_LATE = 0.25 * SECOND;

export interface IdleShown extends Shown {
  /** Of the interval, where it is the longer one and so the time between answered probes. */
  interval: Shown | null;
}

/** `interval`: where it is known. */
export function idleShown(spans: Spans, interval: Candidates | null, path: number): IdleShown | null {
  const { idle, shortestGap } = spans;
  if (idle.filter(({ length }) => length < SHORTEST).length * 2 > idle.length) return null;
  // Since a probe, ns: the interval, which is no longer than any gap, is over by then.
  const intervalOver = shortestGap + greatestLateness(shortestGap) + SWITCHED_ON_LATE;
  const observed = (chosen: readonly IdleSpan[]): Candidates | null =>
    candidatesOf(
      chosen.map((span) => observedSpan(span, isIdleFor(span, intervalOver) ? interval : null, path)),
      0,
    );
  const intervals = intervalsAmong(idle, interval);
  const believed = idle.filter((span) => !intervals.includes(span));
  const certain = agreeing(
    believed.filter((span) => isIdleFor(span, intervalOver)),
    lengthOf,
  );
  const repeated = idle.filter(({ isRepeated }) => isRepeated);
  const arePeriods = areIntervals(repeated, certain, path);
  const chosen = arePeriods ? certain : agreeing(believed, lengthOf);
  const likely = observed(chosen);
  if (likely === null) return null;
  const surely = chosen.filter((span) => isIdleFor(span, intervalOver));
  const certainly = surely.length === chosen.length ? likely : observed(surely);
  // Where the interval is not known, the short spans may be the idle time all the same.
  const isDoubtful = intervals.length > 0 && interval === null;
  return {
    likely,
    certain: isDoubtful ? null : certainly,
    interval: arePeriods ? intervalOfPeriods(repeated, path) : null,
  };
}

/**
 * The spans that are intervals and no idle times: no others are as short, more agree on a longer one, and the answers that the
 * short ones began with may have been lost behind the point of capture. Else the short ones are the truth.
 */
function intervalsAmong(idle: readonly IdleSpan[], interval: Candidates | null): readonly IdleSpan[] {
  const sorted = idle
    .filter(({ length }) => length >= SHORTEST)
    .sort((one, other) => one.length - other.length);
  const shortest = sorted[0]?.length ?? 0;
  const short = sorted.filter(({ length }) => length <= shortest * LOST_SOMETHING);
  const next = sorted[short.length]?.length ?? 0;
  // Longer ones still had a probe in them that was not captured.
  const long = sorted.slice(short.length).filter(({ length }) => length <= next * LOST_SOMETHING);
  const mayBe = short.every(
    ({ mayBeInterval, length }) => mayBeInterval && (interval === null || length <= interval.high * SECOND),
  );
  return mayBe && long.length > Math.max(1, short.length) ? short : [];
}

/** Whether the idle time decided when the probe was sent: the interval was over before. */
function isIdleFor({ sinceProbe }: IdleSpan, intervalOver: number): boolean {
  return sinceProbe === Number.POSITIVE_INFINITY || sinceProbe > intervalOver;
}

/** Whether answered probes came at the interval, because it is longer than the idle time that others show. */
function areIntervals(repeated: readonly IdleSpan[], idle: readonly IdleSpan[], path: number): boolean {
  if (idle.length === 0 || repeated.length < 2) return false;
  const shortest = Math.min(...idle.map(lengthOf));
  const longest = shortest + greatestLateness(shortest) + SWITCHED_ON_LATE + path;
  return repeated.every(({ length }) => length > longest);
}

/** `interval`: where it was over before the span was; null where it may have ended it, or is not known. */
function observedSpan(span: IdleSpan, interval: Candidates | null, path: number): Observed {
  const { length, sinceProbe, isRepeated } = span;
  // Only the first probe of a connection may come late because keepalive was switched on late.
  const slack = sinceProbe === Number.POSITIVE_INFINITY ? path + SWITCHED_ON_LATE : path;
  // After an answer the timer has run for the interval already; what is left decides on the buckets.
  const shortest = interval === null ? 0 : (lowestCandidate(interval) ?? 0) * SECOND;
  const armedFor = isRepeated ? Math.max(0, shortest - span.roundTrip - path) : 0;
  return { length, slack, armedFor };
}

function lengthOf({ length }: IdleSpan): number {
  return length;
}
