/**
 * The interval between probes: from gaps between unanswered ones, or from answered ones where it is longer than the idle
 * time. No timer fires early, so the shortest gap is the setting, and what is much longer lost probes in front of the
 * capture.
 */
import { SECOND } from '../tracking/time.ts';
import { type Candidates, candidatesOf } from './settings-candidates.ts';
import { CLOCK_ERROR, type IdleSpan, LONGEST, type Spans } from './settings-spans.ts';
import { greatestLateness } from './timer-wheel.ts';

/** No stack idles less than a second: a shorter span is the shape of a keepalive without idleness. */
export const SHORTEST: number = 0.95 * SECOND;
/** A span this much longer than the shortest one had something in it that the capture lost: no timer is so late. */
export const LOST_SOMETHING = 1.3;

/** What spans show of a setting: if they are what they look like, and what bounds it below whatever they are; null: nothing. */
export interface Shown {
  likely: Candidates;
  certain: Candidates | null;
}

/** `gap`: from the last probe to the give-up, ns. */
export function unansweredInterval(spans: Spans, gap: number | null, path: number): Shown | null {
  const last = gap === null ? [] : [gap];
  const likely = intervalOf([...spans.unanswered, ...last], path);
  if (likely === null) return null;
  const share = Math.max(...spans.unansweredShares, ...last);
  // Among the packets that the capture lost may be probes.
  const isBroken = share < likely.shortest * SECOND;
  return { likely, certain: isBroken ? intervalOf([share], path) : likely };
}

/** The settings behind spans between probes (ns), at whose start a timer was set to the interval; null where they show none. */
function intervalOf(spans: readonly number[], path: number): Candidates | null {
  const lengths = agreeing(spans, (length) => length);
  if (lengths.length === 0) return null;
  const shortest = Math.min(...lengths);
  const longest = Math.max(...lengths);
  const explained = spans.filter((span) => span <= longest || isMultiple(span, shortest));
  if (explained.length * 2 < spans.length) return null;
  return candidatesOf(
    lengths.map((length) => ({ length, slack: 0, armedFor: 0 })),
    path / 2,
  );
}

/** Whether the gap is one of several intervals: the probes in it were lost in front of the capture. */
function isMultiple(gap: number, interval: number): boolean {
  const times = Math.round(gap / interval);
  return Math.abs(gap - times * interval) <= times * greatestLateness(interval) + CLOCK_ERROR;
}

/**
 * The interval behind answered probes that came later than the idle time. They look the same where probes were lost in
 * front of the capture, again and again: nothing bounds it below, but where the prober has sent nothing in between.
 */
export function intervalOfPeriods(repeated: readonly IdleSpan[], path: number): Shown | null {
  const whole = repeated.filter(({ packets }) => packets === 1);
  const chosen = whole.length > 0 ? whole : repeated.filter(({ packets }) => packets === null);
  const likely = intervalOf(
    chosen.map(({ sinceProbe }) => sinceProbe),
    path,
  );
  return likely === null ? null : { likely, certain: whole.length > 0 ? likely : null };
}

/** The spans that show the same setting: those near the shortest, for no timer is so late. */
export function agreeing<T>(spans: readonly T[], length: (span: T) => number): T[] {
  const possible = spans.filter((span) => length(span) >= SHORTEST && length(span) <= LONGEST);
  let shortest = Number.POSITIVE_INFINITY;
  for (const span of possible) shortest = Math.min(shortest, length(span));
  return possible.filter((span) => length(span) <= shortest * LOST_SOMETHING);
}
