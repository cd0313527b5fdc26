/**
 * Which connections are let go of when there are too many (docs/limits.md): first those that are over and tell nothing,
 * then those that never were a conversation, of which a SYN flood makes many; of those that are left, the ones that are
 * over, then the quiet, and the ones that carry probes at the very last. Among equals, who has been silent for longest.
 */
import * as R from '../tracking/rows.ts';
import { SECOND } from '../tracking/time.ts';

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
const RANKS = 5;
const FREE = 255;

/** The last acknowledgment of a connection that was closed may still be on its way, and would open another one: ns. */
const LINGERING = SECOND;

/** The `wanted` rows that go first at `now`, ns; all that there are where there are fewer. Looks at every row. */
export function rowsToEvict(rows: R.Rows, hasProbed: HasProbed, wanted: number, now: number): number[] {
  const ranks = new Uint8Array(rows.count).fill(FREE);
  const found = new Array<number>(RANKS).fill(0);
  for (const row of rows.inUse()) {
    const rank = rankOf(rows, row, hasProbed(row), now);
    ranks[row] = rank;
    found[rank] = (found[rank] ?? 0) + 1;
  }
  let last = 0;
  let left = wanted;
  while (last < RANKS - 1 && (found[last] ?? 0) < left) left -= found[last++] ?? 0;
  return [
    ...rowsOf(ranks, (rank) => rank < last),
    ...longestSilent(
      rows,
      rowsOf(ranks, (rank) => rank === last),
      left,
    ),
  ];
}

/** Whether the connection has ended: FIN from both sides, a RST, or a newer connection on its flow. */
export function isOver(rows: R.Rows, row: number): boolean {
  const page = rows.page(row);
  const at = rows.at(row);
  const flags = page.getUint32(at + R.CONNECTION_FLAGS, true);
  return (
    (flags & (R.CONNECTION_RESET | R.CONNECTION_REPLACED)) !== 0 ||
    (halfFlags(page, at, 0) & halfFlags(page, at, 1) & R.HALF_FIN) !== 0
  );
}

function rankOf(rows: R.Rows, row: number, isProbed: boolean, now: number): number {
  const page = rows.page(row);
  const at = rows.at(row);
  if (isOver(rows, row)) {
    if (isProbed || hasUnacknowledgedResume(page, at)) return OVER_AND_TELLING;
    return now - page.getFloat64(at + R.LAST_TIME, true) < LINGERING ? ONE_SIDED : OVER;
  }
  if (isProbed) return PROBED;
  return halfFlags(page, at, 0) & halfFlags(page, at, 1) & R.HALF_SPOKE ? QUIET : ONE_SIDED;
}

/** Data after a silence was never acknowledged: it may be what the line was cut by. */
function hasUnacknowledgedResume(page: DataView, at: number): boolean {
  return (
    page.getUint32(at + R.halfOffset(0) + R.RESUME_FRAME, true) !== 0 ||
    page.getUint32(at + R.halfOffset(1) + R.RESUME_FRAME, true) !== 0
  );
}

function halfFlags(page: DataView, at: number, direction: R.Direction): number {
  return page.getUint16(at + R.halfOffset(direction) + R.HALF_FLAGS, true);
}

function rowsOf(ranks: Uint8Array, isWanted: (rank: number) => boolean): number[] {
  const chosen: number[] = [];
  for (const [row, rank] of ranks.entries()) if (isWanted(rank)) chosen.push(row);
  return chosen;
}

/** The `wanted` ones of `among` with the earliest last segments; of those at the same moment, the lowest rows. */
function longestSilent(rows: R.Rows, among: readonly number[], wanted: number): number[] {
  if (among.length <= wanted) return [...among];
  const times = Float64Array.from(among, (row) => lastTime(rows, row));
  const latest = Float64Array.from(times).sort()[wanted] ?? 0;
  const earlier = among.filter((_row, place) => (times[place] ?? 0) < latest);
  const equal = among.filter((_row, place) => times[place] === latest);
  return [...earlier, ...equal.slice(0, wanted - earlier.length)];
}

function lastTime(rows: R.Rows, row: number): number {
  return rows.page(row).getFloat64(rows.at(row) + R.LAST_TIME, true);
}
