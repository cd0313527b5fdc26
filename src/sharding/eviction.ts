/**
 * Which connections are let go of when there are too many (docs/limits.md): first those that are over and tell nothing,
 * then those that never were a conversation, of which a SYN flood makes many; of those that are left, the ones that are
 * over, then the quiet, and the ones that carry probes at the very last. Among equals, who has been silent for longest.
 */
import { isOver } from '../timeline/lifetime.ts';
import * as R from '../tracking/rows.ts';
import { SECOND } from '../tracking/time.ts';
import { nthSmallest } from './nth-smallest.ts';

/** Why a connection was let go of: it was over; it was open; it was open and had carried probes. */
export interface Evicted {
  closed: number;
  quiet: number;
  probed: number;
}

/** Whether a connection of a row has carried probes. */
export type HasProbed = (row: number) => boolean;

/** What goes first has the lowest rank. */
const OVER = 0;
const ONE_SIDED = 1;
const OVER_AND_TELLING = 2;
const QUIET = 3;
const PROBED = 4;
const FREE = 5;

/** The last acknowledgment of a connection that was closed may still be on its way, and would open another one: ns. */
const LINGERING = SECOND;

/** The `wanted` rows that go first at `now`, ns; all that there are where there are fewer. Looks at every row. */
export function rowsToEvict(rows: R.Rows, hasProbed: HasProbed, wanted: number, now: number): number[] {
  const ranks = new Uint8Array(rows.count);
  const found = new Array<number>(FREE + 1).fill(0);
  for (let row = 0; row < rows.count; row++) {
    const rank = rows.numberOf(row) === 0 ? FREE : rankOf(rows, row, hasProbed(row), now);
    ranks[row] = rank;
    found[rank] = (found[rank] ?? 0) + 1;
  }
  let last = OVER;
  let left = wanted;
  while (last < PROBED && (found[last] ?? 0) < left) left -= found[last++] ?? 0;
  const { latest, ofLatest } = bound(rows, ranks, last, left);
  const chosen: number[] = [];
  let equal = 0;
  for (let row = 0; row < rows.count; row++) {
    const rank = ranks[row] ?? FREE;
    if (rank > last) continue;
    const time = rank < last ? Number.NEGATIVE_INFINITY : lastTime(rows, row);
    if (time < latest || (time === latest && equal++ < ofLatest)) chosen.push(row);
  }
  return chosen;
}

function rankOf(rows: R.Rows, row: number, isProbed: boolean, now: number): number {
  const page = rows.page(row);
  const at = rows.at(row);
  if (isOver(page, at)) {
    if (isProbed || hasUnacknowledgedResume(page, at)) return OVER_AND_TELLING;
    return now - R.lastTime(page, at) < LINGERING ? ONE_SIDED : OVER;
  }
  if (isProbed) return PROBED;
  return halfFlags(page, at, 0) & halfFlags(page, at, 1) & R.HALF_SPOKE ? QUIET : ONE_SIDED;
}

/** Data after a silence was never acknowledged: it may be what the line was cut by. */
function hasUnacknowledgedResume(page: DataView, at: number): boolean {
  return ((halfFlags(page, at, 0) | halfFlags(page, at, 1)) & R.HALF_RESUMED) !== 0;
}

function halfFlags(page: DataView, at: number, direction: R.Direction): number {
  return page.getUint16(at + R.halfOffset(direction) + R.HALF_FLAGS, true);
}

/** Of the rows of a rank, the `wanted` longest silent have their last segment before `latest`, and `ofLatest` then. */
function bound(
  rows: R.Rows,
  ranks: Uint8Array,
  rank: number,
  wanted: number,
): { latest: number; ofLatest: number } {
  const times = new Float64Array(rows.count);
  let count = 0;
  for (let row = 0; row < rows.count; row++) if (ranks[row] === rank) times[count++] = lastTime(rows, row);
  if (wanted >= count) return { latest: Number.POSITIVE_INFINITY, ofLatest: 0 };
  const latest = nthSmallest(times.subarray(0, count), wanted);
  let ofLatest = 0;
  for (let place = 0; place < wanted; place++) if (times[place] === latest) ofLatest++;
  return { latest, ofLatest };
}

function lastTime(rows: R.Rows, row: number): number {
  return R.lastTime(rows.page(row), rows.at(row));
}
