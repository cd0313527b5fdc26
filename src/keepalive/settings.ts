/**
 * The keepalive settings of a prober, as far as its probes show them: the idle time before the first probe of a run,
 * the interval between unanswered ones, and how many it takes to give up. While every probe is answered they come at
 * the longer of idle time and interval, and nothing shows the other one or the count: these are null.
 *
 * The bounds hold whatever the stack: the idle time is no longer than any span without a word, and no shorter than the
 * latest timer explains, provided that it was the idle time that ran and not the interval. docs/settings.md says it all.
 */
import { SECOND } from '../tracking/time.ts';
import type { Exchange } from './exchange.ts';
import { allCandidates, type Candidates, candidatesOf, type Observed } from './settings-candidates.ts';
import { countOf } from './settings-count.ts';
import { tickRateOf } from './settings-rate.ts';
import { areTimesUsable, type IdleSpan, type Spans, spansOf } from './settings-spans.ts';
import { greatestLateness } from './timer-wheel.ts';
import type { GiveUp } from './watch.ts';

/** Seconds, or a count. `observations`: the spans that the estimate comes from. */
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
  /** Ticks a second of the Linux kernel whose timers these are; null where they may be another's, or another rate's. */
  tickRate: number | null;
}

/** How a prober was seen; times in ns. */
export interface ProberView {
  gaveUp: GiveUp | null;
  /** What the handshake took; 0 where it is not in the capture. */
  handshake: number;
  /** When the first frame of the connection was captured, and whether the connection began with it. */
  firstTime: number;
  midstream: boolean;
  /** Anything of the peer was captured. */
  peerSeen: boolean;
  /** Frame of the peer's reset, 0: none. Who probes after it has not received it, and does not count from it. */
  peerReset: number;
}

/** No stack idles less than a second: a shorter span is the shape of a keepalive without idleness. */
const SHORTEST = 0.95 * SECOND;
/** A span this much longer than the shortest one had something in it that the capture lost: no timer is so late. */
const LOST_SOMETHING = 1.3;
/** How long after its last data a program may switch keepalive on, ns. */
const SWITCHED_ON_LATE = 0.25 * SECOND;
/** What the way may take where the handshake is not in the capture: the other side of the world, ns. */
const UNKNOWN_PATH = 0.25 * SECOND;
/** Values a person types, the roundest first: hours, minutes, and so on down to seconds. */
const ROUND = [3600, 1800, 600, 300, 100, 60, 50, 30, 15, 20, 10, 5, 1];
const NONE: Settings = { idle: null, interval: null, count: null, tickRate: null };

/** `probes`: the keepalive probes of one side in order. */
export function settingsOf(probes: readonly Exchange[], view: ProberView): Settings {
  if (!areTimesUsable(probes)) return NONE;
  const spans = spansOf(
    probes,
    view.midstream ? view.firstTime : Number.NEGATIVE_INFINITY,
    view.peerReset || Number.POSITIVE_INFINITY,
  );
  // Without a word of the peer's and without timestamps, answered probes look like unanswered ones.
  const isTold = view.peerSeen || probes.every(({ timestamps }) => timestamps);
  const path = pathTo(view, spans.shortestRoundTrip);
  const { count, gap } = isTold ? countOf(view.gaveUp, spans.unanswered) : { count: null, gap: null };
  const unanswered = isTold
    ? intervalCandidates(gap === null ? spans.unanswered : [...spans.unanswered, gap], path)
    : null;
  const idle = idleCandidates(spans, unanswered, path);
  const interval = unanswered ?? (idle === null ? null : idle.interval);
  const tickRate = tickRateOf(spans, gap, idle?.likely ?? null, unanswered);
  return {
    idle: idle === null ? null : estimateOf(idle.likely, idle.certain, tickRate),
    interval: interval === null ? null : estimateOf(interval, interval, tickRate),
    count,
    tickRate,
  };
}

/**
 * The way from the prober to the point of capture and back, ns: what the handshake took, without the way from there to
 * the peer. Idle times seem longer by that, and intervals may vary.
 */
function pathTo({ handshake }: ProberView, shortestRoundTrip: number): number {
  if (handshake === 0) return UNKNOWN_PATH;
  return Math.max(0, handshake - (Number.isFinite(shortestRoundTrip) ? shortestRoundTrip : 0));
}

/** The settings behind spans between probes (ns), at whose start a timer was set to the interval; null where they show none. */
export function intervalCandidates(spans: readonly number[], path: number = 0): Candidates | null {
  const lengths = agreeing(spans, (length) => length);
  if (lengths.length === 0 || lengths.length * 2 < spans.length) return null;
  return candidatesOf(
    lengths.map((length) => ({ length, slack: 0, armedFor: 0 })),
    path / 2,
  );
}

interface IdleCandidates {
  /** If interval and idle time are as they usually are, and if they may be anything; null: then nothing bounds it below. */
  likely: Candidates;
  certain: Candidates | null;
  /** Of the interval, where it is the longer one and so the time between answered probes. */
  interval: Candidates | null;
}

function idleCandidates(spans: Spans, interval: Candidates | null, path: number): IdleCandidates | null {
  const { idle } = spans;
  if (idle.filter(({ length }) => length < SHORTEST).length * 2 > idle.length) return null;
  const observed = (chosen: readonly IdleSpan[]): Candidates | null =>
    candidatesOf(
      chosen.map((span) => observedSpan(span, isIdleFor(span, spans) ? interval : null, path)),
      0,
    );
  const certain = agreeing(
    idle.filter((span) => isIdleFor(span, spans)),
    lengthOf,
  );
  const repeated = idle.filter(({ isRepeated }) => isRepeated);
  if (areIntervals(repeated, certain, path)) {
    const likely = observed(certain);
    const periods = intervalCandidates(
      repeated.map(({ sinceProbe }) => sinceProbe),
      path,
    );
    return likely === null ? null : { likely, certain: likely, interval: periods };
  }
  const all = agreeing(idle, lengthOf);
  const likely = observed(all);
  return likely === null
    ? null
    : { likely, certain: observed(all.filter((span) => certain.includes(span))), interval: null };
}

/** Whether the idle time decided when the probe was sent: the interval, no longer than any gap, was over before. */
function isIdleFor({ sinceProbe }: IdleSpan, { shortestGap }: Spans): boolean {
  if (sinceProbe === Number.POSITIVE_INFINITY) return true;
  return sinceProbe > shortestGap + greatestLateness(shortestGap) + SWITCHED_ON_LATE;
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
  const shortest = interval === null ? 0 : (allCandidates(interval, null)[0] ?? 0) * SECOND;
  const armedFor = isRepeated ? Math.max(0, shortest - span.roundTrip - path) : 0;
  return { length, slack, armedFor };
}

/** The spans that show the same setting: those near the shortest, but for one that stands alone against the others. */
function agreeing<T>(spans: readonly T[], length: (span: T) => number): T[] {
  const sorted = spans
    .filter((span) => length(span) >= SHORTEST)
    .sort((one, other) => length(one) - length(other));
  const [shortest, next, third] = sorted.map(length);
  if (shortest === undefined) return [];
  const isAlone = next !== undefined && third !== undefined && next > shortest * LOST_SOMETHING;
  if (isAlone && third <= next * LOST_SOMETHING) return agreeing(sorted.slice(1), length);
  return sorted.filter((span) => length(span) <= shortest * LOST_SOMETHING);
}

/** `certain`: what bounds the setting below; null where only 1 second does, the least that can be set. */
function estimateOf(likely: Candidates, certain: Candidates | null, tickRate: number | null): Estimate {
  const values = allCandidates(likely, tickRate);
  const [lowest] = certain === null ? [] : allCandidates(certain, null);
  const shortest = likely.shortest;
  const low = lowest === undefined ? Math.min(1, likely.low) : Math.min(lowest, likely.low);
  return {
    estimate: roundest(values) ?? onlyWhole(low, likely.high) ?? Math.round(shortest * 100) / 100,
    low: milliseconds(low),
    high: milliseconds(likely.high),
    observations: likely.spans.length,
  };
}

/** The roundest of whole seconds, the largest of equally round ones. */
function roundest(values: readonly number[]): number | null {
  for (const step of ROUND) {
    const value = values.findLast((seconds) => seconds % step === 0);
    if (value !== undefined) return value;
  }
  return null;
}

/** The whole second from `low` to `high` where there is just one; else null. */
function onlyWhole(low: number, high: number): number | null {
  return Math.ceil(low) === Math.floor(high) ? Math.floor(high) : null;
}

function lengthOf({ length }: IdleSpan): number {
  return length;
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
