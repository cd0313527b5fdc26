/**
 * The order in which connections are shown, and the first N of it in bounded memory. Every order ends with the id, so
 * that equal connections come out the same each time.
 */
import { hangFinding } from './hanging.ts';
import type { ConnectionReport } from './model.ts';
import { probesOf } from './probe-counts.ts';
import { SEVERITY_RANK, VERDICT_SEVERITY } from './verdict-severity.ts';

/** What connections can be ordered by. `first` is the order of ids; all others begin with the largest. */
export const SORT_KEYS = ['severity', 'first', 'idle', 'duration', 'probes', 'segments'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** Negative where the first connection comes before the second. */
export type Ranking = (first: ConnectionReport, second: ConnectionReport) => number;

/** The first connections of an order, or what stands for them, and how many there were in all. */
export interface Leaders<T> {
  connections: T[];
  total: number;
}

/** The order by `key`. */
export function rankingBy(key: SortKey): Ranking {
  if (key === 'first') return (first, second) => first.id - second.id;
  const measure = MEASURES[key];
  return (first, second) =>
    measure(second) - measure(first) ||
    second.longestIdleSeconds - first.longestIdleSeconds ||
    first.id - second.id;
}

/** The first `limit` of `all` in an order. Holds at most twice as many at a time. */
export function leaders<T>(
  all: Iterable<T>,
  ranking: (first: T, second: T) => number,
  limit: number,
): Leaders<T> {
  const kept: T[] = [];
  let total = 0;
  for (const one of all) {
    total += 1;
    kept.push(one);
    if (kept.length >= 2 * limit) kept.sort(ranking).splice(limit);
  }
  kept.sort(ranking).splice(limit);
  return { connections: kept, total };
}

/** Whether `text` is the name of an order. */
export function isSortKey(text: string): text is SortKey {
  return SORT_KEYS.some((key) => key === text);
}

const MEASURES: Readonly<Record<Exclude<SortKey, 'first'>, (connection: ConnectionReport) => number>> = {
  severity: (connection) =>
    SEVERITY_RANK[hangFinding(connection)?.severity ?? VERDICT_SEVERITY[connection.verdict.code]],
  idle: ({ longestIdleSeconds }) => longestIdleSeconds,
  duration: ({ durationSeconds }) => durationSeconds,
  probes: probesOf,
  segments: ({ segments }) => segments,
};
