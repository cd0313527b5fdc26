/**
 * When a side that probes in vain will give up. Linux resets the connection one interval after the last probe that its
 * count allows (net/ipv4/tcp_timer.c: tcp_keepalive_timer), so the spacing of the run and the count say when.
 */
import { isHeardInRun } from '../keepalive/since-heard.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { TrailingRun } from '../timeline/trailing-run.ts';
import { SECOND } from '../tracking/time.ts';
import { settingsOfSide, usualCountOfSide } from './prober-settings.ts';

/** Times are ns since the timeline's first frame. */
export interface GiveUpForecast {
  time: number;
  /** Probes without an answer at which it gives up. */
  count: number;
  /** The count is a default that goes with the interval: nothing in the capture shows it. */
  isCountAssumed: boolean;
}

/** Of nearly every system: TCP_KEEPALIVE_PROBES of include/net/tcp.h. */
const DEFAULT_COUNT = 9;

/** Null where nothing shows the interval, or where the probes sent are more than the count that would have to be assumed. */
export function giveUpForecast(timeline: Timeline, run: TrailingRun): GiveUpForecast | null {
  const settings = settingsOfSide(timeline, run.direction);
  const sent = [...run.unanswered, ...(run.pending === null ? [] : [run.pending])];
  const last = sent.at(-1);
  if (settings === null || last === undefined) return null;
  const before = sent.at(-2);
  const estimate = settings.interval?.estimate;
  const interval = before === undefined ? estimate && estimate * SECOND : last.time - before.time;
  if (interval === undefined) return null;
  const shown = settings.count?.estimate ?? null;
  const count = shown ?? usualCountOfSide(timeline, run.direction, settings) ?? DEFAULT_COUNT;
  // A place in the run counts probes that are no longer kept as well, and those whose answers were not captured.
  const [first] = sent;
  const answered = first !== undefined && isHeardInRun(first) ? first.position - 1 : 0;
  const left = count - Math.max(last.position - answered, sent.length);
  if (left < 0) return null;
  return { time: last.time + (left + 1) * interval, count, isCountAssumed: shown === null };
}
