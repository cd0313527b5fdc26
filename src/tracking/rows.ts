/**
 * The state of every connection, one row of ROW_OCTETS each, in pages that never move. A row lies in one piece so that
 * a segment touches a few neighbouring cache lines; columns apart would cost a miss each once the connections outgrow
 * the cache. A half is what one side has sent.
 *
 * Times are nanoseconds since the timeline's first frame (Float64), frames count over the timeline (Uint32), sequence
 * numbers are Int32. Everything starts as zero; flags say which fields mean something.
 */

import { Arena } from './arena.ts';
import type { RowSet } from './page-set.ts';
import { Pages } from './pages.ts';
import { RowCounts } from './row-counts.ts';
import {
  ACCEPTED_TIME,
  HALF_DISCOUNTED,
  HALF_FLAGS,
  HALF_TIME,
  LAST_NUMBER,
  NUMBER,
  ORIGINATOR_HALF,
  PAGE_SHIFT,
  PROBERS,
  RESPONDER_HALF,
  ROW_OCTETS,
} from './row-layout.ts';

export * from './row-layout.ts';

/** Which way a segment goes: 0 from the originator, 1 from the responder. */
export type Direction = 0 | 1;

/** The way back. */
export function opposite(direction: Direction): Direction {
  return direction === 0 ? 1 : 0;
}

/** Offset of a side's half in its row: 0 the originator's, 1 the responder's. */
export function halfOffset(direction: number): number {
  return ORIGINATOR_HALF + direction * (RESPONDER_HALF - ORIGINATOR_HALF);
}

const PAGE_ROWS: number = 1 << PAGE_SHIFT;
const PAGE_OCTETS: number = PAGE_ROWS * (ROW_OCTETS + 8);
/** So many the 32 bits of an arena have room for, beside the index and what keepalive/ and heartbeat/ have of them. */
export const MOST_ROWS = 5_000_000;
const MOST_PAGES: number = (MOST_ROWS >> PAGE_SHIFT) + 1;

/** When the side of `half` last sent something that restarts its peer's idle clock, ns. */
export function acceptedTime(page: DataView, half: number): number {
  const isDiscounted = (page.getUint16(half + HALF_FLAGS, true) & HALF_DISCOUNTED) !== 0;
  return page.getFloat64(half + (isDiscounted ? ACCEPTED_TIME : HALF_TIME), true);
}

export class Rows {
  readonly pages: Pages;
  readonly counts: RowCounts;

  /** Empty and in the arena, or with the rows of another thread: then none is added. */
  constructor(from: RowSet | Arena) {
    const isNew = from instanceof Arena;
    this.pages = new Pages(isNew ? from : from.pages, PAGE_OCTETS, MOST_PAGES);
    this.counts = new RowCounts(isNew ? from : null);
    if (isNew) return;
    this.counts.count = from.count;
    this.counts.used = from.used;
    this.counts.opened = from.opened;
  }

  /** Rows that are or were in use: all that are in use are below. */
  get count(): number {
    return this.counts.count;
  }

  /** Rows in use. */
  get used(): number {
    return this.counts.used;
  }

  /** Connections ever. */
  get opened(): number {
    return this.counts.opened;
  }

  /** A copy of all that the rows are, to be transferred; rows that are free are not given to the next connections there. */
  get rowSet(): RowSet {
    const { count, used, opened } = this;
    return { pages: this.pages.copies(), count, used, opened };
  }

  /** An empty row for the next connection, which gets its number. */
  add(): number {
    const row = this.take();
    this.counts.used++;
    this.page(row).setUint32(this.at(row) + NUMBER, (this.counts.opened++ % LAST_NUMBER) + 1, true);
    return row;
  }

  /** Empties the row of a connection, for another one. */
  release(row: number): void {
    const page = this.page(row);
    const at = this.at(row);
    for (let octet = 0; octet < ROW_OCTETS; octet += 8) page.setFloat64(at + octet, 0, true);
    this.setProber(row, 0, 0);
    this.setProber(row, 1, 0);
    page.setUint32(at, this.counts.free, true);
    this.counts.free = row + 1;
    this.counts.used--;
  }

  /** The number of the row's connection; 0: the row is free. */
  numberOf(row: number): number {
    return this.page(row).getUint32(this.at(row) + NUMBER, true);
  }

  /** The rows in use. */
  *inUse(): Generator<number> {
    for (let row = 0; row < this.count; row++) if (this.numberOf(row) !== 0) yield row;
  }

  /** The id of a side as a prober (keepalive/prober-store.ts); 0: it has sent nothing like a probe. */
  prober(row: number, direction: Direction): number {
    return this.page(row).getUint32(proberAt(row, direction), true);
  }

  setProber(row: number, direction: Direction, prober: number): void {
    this.page(row).setUint32(proberAt(row, direction), prober, true);
  }

  /** The page of a row; its first octet there is `at(row)`. */
  page(row: number): DataView {
    return this.pages.page(row >>> PAGE_SHIFT);
  }

  at(row: number): number {
    return (row & (PAGE_ROWS - 1)) * ROW_OCTETS;
  }

  private take(): number {
    const { counts } = this;
    if (counts.free !== 0) {
      const row = counts.free - 1;
      const page = this.page(row);
      const at = this.at(row);
      counts.free = page.getUint32(at, true);
      page.setUint32(at, 0, true);
      return row;
    }
    if (counts.count === this.pages.count * PAGE_ROWS) this.pages.add();
    return counts.count++;
  }
}

function proberAt(row: number, direction: Direction): number {
  return PROBERS + 8 * (row & (PAGE_ROWS - 1)) + 4 * direction;
}
