/**
 * Which connections a screen shows, in which order. All of them are looked at, by a number each; only those that are
 * shown are made into text.
 */
import type { VerdictCode } from '../diagnosis/verdict.ts';
import { SEVERITY_RANK, VERDICT_SEVERITY } from '../report/verdict-severity.ts';
import { nthSmallest } from '../sharding/nth-smallest.ts';
import { lastTime, PAYLOAD_TIME, type Rows } from '../tracking/rows.ts';

/** What may come first: who needs attention, who has idled longest, who was heard last, who came first. */
export const LIVE_ORDERS = ['attention', 'idle', 'recent', 'first'] as const;
export type LiveOrder = (typeof LIVE_ORDERS)[number];

/** What is known of a row without making its report. */
export interface ListedRow {
  row: number;
  /** The larger, the earlier. */
  key: number;
}

export interface ListingOptions {
  order: LiveOrder;
  /** ns of the timeline. */
  now: number;
  codeOf: (row: number) => VerdictCode | null;
  /** Whether the connection is to be shown at all. */
  wants: (row: number) => boolean;
  /** Rows given, and the place of the first one in the order, from 0. */
  limit: number;
  from: number;
  /** A row that is to be among them, as far as it is wanted; null: none. */
  chosen: number | null;
}

/** A part of an order. */
export interface Listing {
  rows: number[];
  /** The place of the first one. */
  from: number;
  /** Of the chosen row; null where it is not in the order. */
  place: number | null;
  /** How many are in the order. */
  total: number;
}

/** Longer than any connection idles, ns: a rank outweighs every idle time. */
const RANK = 1e17;
/** Closed in order: nothing is to be waited for any more. */
const OVER: ReadonlySet<VerdictCode | null> = new Set(['closed']);

/** A part of an order, moved as little as need be to show the chosen row. */
export function listRows(rows: Rows, options: ListingOptions): Listing {
  const { limit, wants, chosen } = options;
  const wanted = new Uint32Array(rows.count);
  const all = new Float64Array(rows.count);
  let total = 0;
  let own: ListedRow | null = null;
  for (let row = 0; row < rows.count; row++) {
    if (rows.numberOf(row) === 0 || !wants(row)) continue;
    const key = keyOf(rows, row, options);
    if (row === chosen) own = { row, key };
    wanted[total] = row;
    all[total++] = key;
  }
  const keys = all.subarray(0, total);
  const place = own === null ? null : placeOf(own, wanted, keys);
  const from = scrolled(Math.min(options.from, Math.max(0, total - limit)), place, limit);
  return { rows: partOf(wanted, keys, from, limit), from, place, total };
}

/** The rows from the place `from` on. All are looked at, and few are kept: a screen is drawn ten times a second. */
function partOf(wanted: Uint32Array, keys: Float64Array, from: number, limit: number): number[] {
  const highest = from === 0 ? Number.POSITIVE_INFINITY : nthSmallest(keys.slice(), keys.length - 1 - from);
  let above = 0;
  for (let at = 0; at < keys.length; at++) if ((keys[at] ?? 0) > highest) above++;
  // Of those that have the highest key, some may be before the first one.
  const most = from - above + limit;
  let kept: ListedRow[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] ?? 0;
    if (key > highest || (kept.length >= most && key <= least)) continue;
    kept.push({ row: wanted[at] ?? 0, key });
    if (kept.length < 2 * most) continue;
    kept = first(kept, most);
    least = kept.at(-1)?.key ?? least;
  }
  return first(kept, most)
    .slice(from - above)
    .map(({ row }) => row);
}

/** The first place that is shown, where `from` was and `place` (null: none) is to be on the screen. */
export function scrolled(from: number, place: number | null, limit: number): number {
  if (place === null) return from;
  return Math.max(Math.min(from, place), place - limit + 1);
}

function placeOf(own: ListedRow, wanted: Uint32Array, keys: Float64Array): number {
  let place = 0;
  for (let at = 0; at < keys.length; at++)
    if (inOrder({ row: wanted[at] ?? 0, key: keys[at] ?? 0 }, own) < 0) place++;
  return place;
}

function keyOf(rows: Rows, row: number, { order, now, codeOf }: ListingOptions): number {
  const page = rows.page(row);
  const at = rows.at(row);
  const idle = Math.max(0, now - page.getFloat64(at + PAYLOAD_TIME, true));
  switch (order) {
    case 'attention':
      return rankOf(codeOf(row)) * RANK + idle;
    case 'idle':
      return OVER.has(codeOf(row)) ? idle - RANK : idle;
    case 'recent':
      return lastTime(page, at);
    case 'first':
      return -rows.numberOf(row);
  }
}

/** Graver verdicts first, then those that are open, then those that are over. */
function rankOf(code: VerdictCode | null): number {
  if (code === null) return 1;
  if (OVER.has(code)) return 0;
  return 1 + SEVERITY_RANK[VERDICT_SEVERITY[code]];
}

function first(kept: readonly ListedRow[], most: number): ListedRow[] {
  return [...kept].sort(inOrder).slice(0, most);
}

function inOrder(one: ListedRow, other: ListedRow): number {
  return other.key - one.key || one.row - other.row;
}
