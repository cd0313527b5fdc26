/**
 * Settings for an idle timeout on the path, for a wanted detection time, or for both: in time on every kernel with one
 * probe lost, and such as a person would type.
 */
import { HALF_CLOSED_ONLY, MIDDLEBOXES } from '../diagnosis/middleboxes.ts';
import { checkLimit } from './limit-check.ts';
import { type KeepaliveSettings, latestTiming, rateTiming, type TickRates } from './timing.ts';

/** What is wanted, in seconds; null: not asked for. */
export interface Wanted {
  limit: number | null;
  detection: number | null;
}

export interface Recommendation {
  settings: KeepaliveSettings;
  /** The largest idle time that would do with this interval and count. */
  largestIdle: number;
}

/**
 * The shortest idle timeout of a known product for which probes count, s: what an unknown path may have. That of
 * half-closed connections is no measure for others.
 */
export const UNKNOWN_PATH: number = Math.min(
  ...MIDDLEBOXES.filter(({ name, expiry }) => expiry !== 'close' && name !== HALF_CLOSED_ONLY).map(
    ({ seconds }) => seconds,
  ),
);

/** The largest values that TCP_KEEPIDLE and TCP_KEEPINTVL take, and TCP_KEEPCNT (include/net/tcp.h). */
export const MOST_SECONDS = 32_767;
export const MOST_PROBES = 127;

/** Intervals as people type them. */
const INTERVALS: readonly number[] = [60, 30, 20, 15, 10, 5, 3, 2, 1];
/** So many intervals fit into a timeout; into a detection time half as many, for the probes take most of it. */
const INTERVALS_A_LIMIT = 10;
const INTERVALS_A_DETECTION = 6;
/** One lost probe is not death (RFC 9293 §3.8.4, MUST-29): two at the least, three where there is time. */
const COUNTS: readonly number[] = [3, 2];
/** Nobody gains from waiting longer than the default of two hours. */
const LONGEST_IDLE = 7200;

/** The settings; null where whole seconds cannot do it (least*() say what can be done). */
export function recommend({ limit, detection }: Wanted, rates: TickRates): Recommendation | null {
  const most = Math.min(
    limit === null ? Number.POSITIVE_INFINITY : limit / INTERVALS_A_LIMIT,
    detection === null ? Number.POSITIVE_INFINITY : detection / INTERVALS_A_DETECTION,
  );
  for (const count of COUNTS) {
    for (const interval of INTERVALS) {
      if (interval > Math.max(1, most)) continue;
      const fits = (idle: number): boolean =>
        isEnough({ idle, interval, count }, { limit, detection }, rates);
      if (!fits(1)) continue;
      const largestIdle = largest(fits, MOST_SECONDS);
      const half = limit === null ? largestIdle : Math.max(1, Math.floor(limit / 2));
      const idle = asTyped(Math.min(largestIdle, half, LONGEST_IDLE));
      return { settings: { idle, interval, count }, largestIdle };
    }
  }
  return null;
}

/**
 * The largest whole-second idle time that is in time for `limit`, s; 0 where there is none. `interval`: with one probe
 * lost; null: with none.
 */
export function largestSafeIdle(limit: number, interval: number | null, rates: TickRates): number {
  return largest(
    (idle) =>
      rates.every((rate) => {
        const timing = rateTiming({ idle, interval: interval ?? 1, count: 1 }, rate);
        return (interval === null ? timing.firstProbe : timing.secondProbe) < limit;
      }),
    Math.ceil(limit),
  );
}

/** The shortest timeout that any settings survive, and the shortest detection time, s: both are just not enough. */
export function leastLimit(rates: TickRates): number {
  return latestTiming({ idle: 1, interval: 1, count: 1 }, rates).secondProbe;
}

export function leastDetection(rates: TickRates): number {
  return latestTiming({ idle: 1, interval: 1, count: Math.min(...COUNTS) }, rates).giveUp;
}

/** Whether settings are in time for all that is wanted, with one probe lost. */
export function isEnough(
  settings: KeepaliveSettings,
  { limit, detection }: Wanted,
  rates: TickRates,
): boolean {
  return (
    (limit === null || checkLimit(settings, limit, rates).verdict === 'safe') &&
    (detection === null || latestTiming(settings, rates).giveUp <= detection)
  );
}

/** The largest whole number up to `most` that fits, where all smaller ones fit too; 0: not even 1. */
function largest(fits: (value: number) => boolean, most: number): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Rounded down to what a person would type: 175 s is 150 s. */
function asTyped(seconds: number): number {
  const step = seconds < 10 ? 1 : seconds < 120 ? 5 : seconds < 600 ? 30 : seconds < 3600 ? 60 : 300;
  return Math.floor(seconds / step) * step;
}
