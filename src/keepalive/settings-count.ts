/**
 * How many probes in vain it takes a prober to give up: as many as it sent before its reset, which comes one interval
 * after the last of them (Linux tcp_keepalive_timer). A reset at another time has a cause of its own.
 */
import type { Exchange } from './exchange.ts';
import type { Estimate } from './settings.ts';
import type { GiveUp } from './watch.ts';

/** How far timers of the same interval may be apart, as a share. */
const SAME = 1.15;

/**
 * `unanswered`: the spans between unanswered probes, ns. `gap`: from the last probe to the reset, where that is one
 * interval. Both null where the prober did not give up, or the capture does not hold all of its probes.
 */
export function countOf(
  gaveUp: GiveUp | null,
  unanswered: readonly number[],
): { count: Estimate | null; gap: number | null } {
  const run = gaveUp === null ? [] : runInVain(gaveUp.probes);
  const first = run[0];
  const last = run[run.length - 1];
  if (gaveUp === null || first === undefined || last === undefined) return { count: null, gap: null };
  const gap = gaveUp.time - last.time;
  const interval = Math.min(...unanswered);
  const isOnTime = unanswered.length === 0 || (gap * SAME >= interval && gap <= interval * SAME);
  if (!isOnTime) return { count: null, gap: null };
  const sure = run.length > 1 ? gap : null;
  const isWhole = first.sincePeer !== null || first.heard;
  if (!isWhole) return { count: null, gap: sure };
  const lost = lostBetween(run, interval);
  const count = run.length + lost;
  return { count: { estimate: count, low: run.length, high: count, observations: 1 }, gap: sure };
}

/** The probes since the prober last received something: its timestamps tell of answers that were not captured. */
function runInVain(probes: readonly Exchange[]): readonly Exchange[] {
  return probes.slice(
    Math.max(
      0,
      probes.findLastIndex(({ timestamps, heard }) => timestamps && heard),
    ),
  );
}

/** Probes that the capture lost: a gap of several intervals had some in it. */
function lostBetween(run: readonly Exchange[], interval: number): number {
  let lost = 0;
  for (const [index, probe] of run.entries()) {
    const before = run[index - 1];
    if (before !== undefined) lost += Math.max(0, Math.round((probe.time - before.time) / interval) - 1);
  }
  return lost;
}
