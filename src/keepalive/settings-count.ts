/**
 * How many probes in vain it takes a prober to give up: as many as it sent before its reset, which comes one interval
 * after the last of them (Linux tcp_keepalive_timer). A reset at another time has a cause of its own.
 */
import { SECOND } from '../tracking/time.ts';
import type { Exchange } from './exchange.ts';
import type { Estimate, ProberView } from './settings.ts';
import type { Candidates } from './settings-candidates.ts';
import { packetsSince } from './settings-spans.ts';
import { sinceHeard } from './since-heard.ts';
import { greatestLateness } from './timer-wheel.ts';

/** How far timers of the same interval may be apart, as a share. */
const SAME = 1.15;

/** A run in vain that the prober's reset ended. */
export interface RunInVain {
  probes: readonly Exchange[];
  /** The probe before it; undefined: the capture has none. */
  before: Exchange | undefined;
  /** From the last probe to the reset, which is one interval, ns; null where one probe alone does not show it. */
  gap: number | null;
  /** The shortest interval seen, ns. */
  interval: number;
  /** The capture has its beginning. */
  isWhole: boolean;
}

/**
 * `probes`: those of the side. `unanswered`: the spans between unanswered ones, ns. Null where the prober did not give
 * up after a count.
 */
export function runInVain(
  probes: readonly Exchange[],
  unanswered: readonly number[],
  view: ProberView,
): RunInVain | null {
  const { gaveUp } = view;
  const run = gaveUp === null ? [] : sinceHeard(gaveUp.probes);
  const first = run[0];
  const last = run[run.length - 1];
  if (gaveUp === null || first === undefined || last === undefined) return null;
  const gap = gaveUp.time - last.time;
  const interval = Math.min(...unanswered);
  // Where a clock was set back in between, nothing is known of the interval, and so of what the capture lost.
  if (gap <= 0 || interval <= 0) return null;
  const isOnTime = unanswered.length === 0 || (gap * SAME >= interval && gap <= interval * SAME);
  if (!isOnTime) return null;
  const before = probes.findLast(({ frame }) => frame < first.frame);
  return {
    probes: run,
    before,
    gap: run.length > 1 ? gap : null,
    interval: Math.min(interval, gap),
    isWhole: isWhole(first, before, view),
  };
}

/** `idle`: the prober's idle time, as far as it is known. */
export function countOf(run: RunInVain | null, idle: Candidates | null): Estimate | null {
  if (run === null || !run.isWhole) return null;
  const { probes } = run;
  const count = probes.length + lostBefore(run, idle) + lostBetween(run);
  return { estimate: count, low: probes.length, high: count, observations: 1 };
}

/** Whether no probe of the run was sent before the capture began: something was received right before its first. */
function isWhole(first: Exchange, before: Exchange | undefined, view: ProberView): boolean {
  if (first.heard) return true;
  if (first.sincePeer === null) return false;
  // Who probes after the peer's reset has not received it: its run may have begun long before.
  const isAfterReset = view.peerReset > 0 && first.frame > view.peerReset;
  return !isAfterReset || before !== undefined || !view.midstream;
}

/** Probes that the capture lost: a gap of several intervals had some in it. */
function lostBetween({ probes, interval }: RunInVain): number {
  let lost = 0;
  for (const [index, probe] of probes.entries()) {
    const before = probes[index - 1];
    if (before !== undefined) lost += Math.max(0, Math.round((probe.time - before.time) / interval) - 1);
  }
  return lost;
}

/**
 * Probes that the capture lost before the first that it has: that one came later than the idle time by so many
 * intervals. Where it may be as late without, none.
 */
function lostBefore({ probes: [first], before, interval }: RunInVain, idle: Candidates | null): number {
  if (first === undefined || first.sincePeer === null || idle === null) return 0;
  // After an answer probes come at the interval, where that is the longer one.
  if (interval > idle.shortest * SECOND * SAME) return 0;
  const late = first.sincePeer - idle.shortest * SECOND;
  const lateness = greatestLateness(first.sincePeer);
  const lost = Math.round(late / interval);
  const packets = packetsSince(before, first);
  const isExplained = Math.abs(late - lost * interval) <= lateness + lost * greatestLateness(interval);
  if (late <= lateness || !isExplained || (packets !== null && lost >= packets)) return 0;
  return lost;
}
