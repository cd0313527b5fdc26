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
import { allCandidates, lowestCandidate } from './settings-candidates.ts';
import { countOf, runInVain } from './settings-count.ts';
import { idleShown } from './settings-idle.ts';
import { type Shown, unansweredInterval } from './settings-interval.ts';
import { tickRateOf } from './settings-rate.ts';
import { areTimesUsable, spansOf } from './settings-spans.ts';
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

/** What the way may take where the handshake is not in the capture: the other side of the world, ns. */
const UNKNOWN_PATH = 0.25 * SECOND;
/** What it takes at most: over a handshake that took longer a SYN was lost, or a clock was set, ns. */
const LONGEST_PATH = 3 * SECOND;
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
  const run = isTold ? runInVain(probes, spans.unanswered, view) : null;
  const gap = run?.gap ?? null;
  const interval = isTold ? unansweredInterval(spans, gap, path) : null;
  const idle = idleShown(spans, interval?.likely ?? null, path);
  const tickRate = tickRateOf(spans, gap, idle?.likely ?? null, interval?.likely ?? null);
  return {
    idle: estimateOf(idle, tickRate),
    interval: estimateOf(interval ?? idle?.interval ?? null, tickRate),
    count: countOf(run, idle?.likely ?? null),
    tickRate,
  };
}

/**
 * The way from the prober to the point of capture and back, ns: what the handshake took, without the way from there to
 * the peer. Idle times seem longer by that, and intervals may vary.
 */
function pathTo({ handshake }: ProberView, shortestRoundTrip: number): number {
  if (handshake === 0) return UNKNOWN_PATH;
  const path = handshake - (Number.isFinite(shortestRoundTrip) ? shortestRoundTrip : 0);
  return Math.min(LONGEST_PATH, Math.max(0, path));
}

/** Where nothing bounds a setting below, 1 second does, the least that can be set. */
function estimateOf(shown: Shown | null, tickRate: number | null): Estimate | null {
  if (shown === null) return null;
  const { likely, certain } = shown;
  const values = allCandidates(likely, tickRate);
  const lowest = certain === null ? null : lowestCandidate(certain);
  const { shortest } = likely;
  // What one tick rate alone allows may lie below what a prompt stack would show.
  const low = Math.max(0, Math.min(lowest ?? 1, likely.low, values[0] ?? likely.low));
  // TCP_KEEPIDLE and TCP_KEEPINTVL count seconds from 1 on: a span that is just shorter has lost a little on its way.
  const high = Math.max(1, likely.high);
  return {
    estimate: roundest(values) ?? onlyWhole(low, high) ?? Math.round(shortest * 100) / 100,
    low: milliseconds(low),
    high: milliseconds(high),
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

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
