/**
 * The tick rate of a prober's kernel, where its probes give it away. Timers fire at multiples of their bucket, so probes
 * that one and the same timer sends come at one exact distance for each setting and rate: an interval of 1 s at 1.024 s
 * with 250 or 1000 Hz, 1.0133 s with 300, 1.04 s with 100. Only a rate that alone explains every span is told.
 */
import { SECOND } from '../tracking/time.ts';
import type { Candidates } from './settings-candidates.ts';
import type { Spans } from './settings-spans.ts';
import { dividedPeriods, steadyPeriod, TICK_RATES } from './timer-wheel.ts';

/** How much later than the end of its bucket a probe may be on the wire than the one before was, ns. */
const EXACT = 0.0015 * SECOND;
/** Of the spans, as many must be exact: a busy host is late by a tick now and then, and early by one the next time. */
const MOST = 0.7;
const SPANS_AT_LEAST = 2;
/** Stacks without timer wheel are later than their setting by less: this much, and this share, ns. */
const LATE = 0.005 * SECOND;
const LATE_SHARE = 0.003;

/** `gap`: from the last probe to the give-up, ns. Null: no rate, or more than one, explains the spans. */
export function tickRateOf(
  { steadyAnswered, steadyUnanswered }: Spans,
  gap: number | null,
  idle: Candidates | null,
  interval: Candidates | null,
): number | null {
  const gaps = gap === null ? steadyUnanswered : [...steadyUnanswered, gap];
  const groups: Group[] = [];
  if (interval !== null && gaps.length >= SPANS_AT_LEAST)
    groups.push({
      candidates: interval,
      lengths: gaps,
      expected: (seconds, rate) => [steadyPeriod(seconds, rate)],
    });
  if (idle !== null && steadyAnswered.length >= SPANS_AT_LEAST)
    groups.push({
      candidates: idle,
      lengths: steadyAnswered.map(({ length }) => length),
      // The idle time runs from the answer.
      expected: (seconds, rate) =>
        dividedPeriods(seconds + Math.min(...steadyAnswered.map(({ roundTrip }) => roundTrip)), rate),
    });
  if (!groups.some(isLate)) return null;
  const [rate, ...others] = TICK_RATES.filter((tried) => groups.every((group) => explains(group, tried)));
  return rate === undefined || others.length > 0 ? null : rate;
}

interface Group {
  candidates: Candidates;
  lengths: readonly number[];
  /** The spans that a setting and a rate can give, all ns. */
  expected: (setting: number, rate: number) => readonly number[];
}

function explains({ candidates, lengths, expected }: Group, rate: number): boolean {
  return (candidates.byRate.get(rate) ?? []).some((seconds) =>
    expected(seconds * SECOND, rate).some((span) => {
      const exact = lengths.filter((length) => Math.abs(length - span) <= EXACT);
      return exact.length >= lengths.length * MOST;
    }),
  );
}

/** Whether the spans are later than any whole second, as no timer is that fires when it is due. */
function isLate({ lengths }: Group): boolean {
  const late = lengths.filter((length) => {
    const beyond = length % SECOND;
    return beyond > LATE + length * LATE_SHARE;
  });
  return late.length >= lengths.length * MOST;
}
