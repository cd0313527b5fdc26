/**
 * Which connections a screen shows, in which order. All of them are looked at, by a number each; only those that are
 * shown are made into text.
 */
import type { VerdictCode } from '../diagnosis/verdict.ts';
import { SEVERITY_RANK, VERDICT_SEVERITY } from '../report/verdict-severity.ts';
import { LAST_TIME, PAYLOAD_TIME, type Rows } from '../tracking/rows.ts';

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
  /** Rows given. */
  limit: number;
}

/** Longer than any connection idles, ns: a rank outweighs every idle time. */
const RANK = 1e17;
/** Closed in order: nothing is to be waited for any more. */
const OVER: ReadonlySet<VerdictCode | null> = new Set(['closed']);

/** The first rows of an order, and how many there are in all. */
export function listRows(rows: Rows, options: ListingOptions): { rows: number[]; total: number } {
  const { limit, wants } = options;
  let kept: ListedRow[] = [];
  let least = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (let row = 0; row < rows.count; row++) {
    if (rows.numberOf(row) === 0 || !wants(row)) continue;
    total++;
    const key = keyOf(rows, row, options);
    if (kept.length >= limit && key <= least) continue;
    kept.push({ row, key });
    if (kept.length < 2 * limit) continue;
    kept = largest(kept, limit);
    least = kept.at(-1)?.key ?? least;
  }
  return { rows: largest(kept, limit).map(({ row }) => row), total };
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
      return page.getFloat64(at + LAST_TIME, true);
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

function largest(kept: readonly ListedRow[], limit: number): ListedRow[] {
  return [...kept].sort((one, other) => other.key - one.key || one.row - other.row).slice(0, limit);
}
