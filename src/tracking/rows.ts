/**
 * The state of every connection, one row each, in pages that never move. What ordinary segments touch lies in one piece, in
 * a few neighbouring cache lines; columns apart would cost a miss each once the connections outgrow the cache. A half is
 * what one side has sent.
 *
 * Times are nanoseconds since the timeline's first frame (Float64), frames count over the timeline (Uint32), sequence
 * numbers are Int32. Everything starts as zero; flags say which fields mean something.
 */

import { Arena } from './arena.ts';
import type { RowSet } from './page-set.ts';
import { Pages } from './pages.ts';
import { RowCounts } from './row-counts.ts';
import * as L from './row-layout.ts';

export * from './row-layout.ts';

/** Which way a segment goes: 0 from the originator, 1 from the responder. */
export type Direction = 0 | 1;

/** The way back. */
export function opposite(direction: Direction): Direction {
  return direction === 0 ? 1 : 0;
}

/** Offset of a side's half in its row: 0 the originator's, 1 the responder's. */
export function halfOffset(direction: number): number {
  return L.ORIGINATOR_HALF + direction * (L.RESPONDER_HALF - L.ORIGINATOR_HALF);
}

/** Where what is cold of the row or half at `at` begins in its page; its link; what few have of it, and fewest. */
export function coldOf(at: number): number {
  return (at & ~L.IN_GROUP) + L.COLD + ((at & L.IN_GROUP) >>> 2);
}

export function linkOf(at: number): number {
  return (at & ~L.IN_GROUP) + L.LINKS + ((at & L.IN_GROUP) >>> 4);
}

export function seldomOf(at: number): number {
  return L.SELDOM + areaOf(at);
}

export function rareOf(at: number): number {
  return L.RARE + areaOf(at);
}

function areaOf(at: number): number {
  return (at >>> L.GROUP_OCTETS_SHIFT) * L.AREA_OF_GROUP + ((at & L.IN_GROUP) >>> 2);
}

const PAGE_ROWS: number = 1 << L.PAGE_SHIFT;
const GROUP_ROWS: number = 1 << L.GROUP_SHIFT;
/** So many the 32 bits of an arena have room for, beside the index and what keepalive/ and heartbeat/ have of them. */
export const MOST_ROWS = 5_000_000;
const MOST_PAGES: number = (MOST_ROWS >> L.PAGE_SHIFT) + 1;

/** When the side of `half` last sent something that restarts its peer's idle clock, ns. */
export function acceptedTime(page: DataView, half: number): number {
  const isDiscounted = (page.getUint16(half + L.HALF_FLAGS, true) & L.HALF_DISCOUNTED) !== 0;
  return page.getFloat64(isDiscounted ? seldomOf(half) + L.ACCEPTED_TIME : half + L.HALF_TIME, true);
}

export class Rows {
  readonly pages: Pages;
  readonly counts: RowCounts;

  /** Empty and in the arena, or with the rows of another thread: then none is added. */
  constructor(from: RowSet | Arena) {
    const isNew = from instanceof Arena;
    this.pages = new Pages(from, L.PAGE_OCTETS, MOST_PAGES);
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

  /** All rows, for another thread to read. */
  get rowSet(): RowSet {
    const { count, used, opened } = this;
    return { ...this.pages.pageSet(count), used, opened };
  }

  /** An empty row for the next connection, which gets its number. */
  add(): number {
    const row = this.take();
    this.counts.used++;
    this.page(row).setUint32(this.at(row) + L.NUMBER, (this.counts.opened++ % L.LAST_NUMBER) + 1, true);
    return row;
  }

  /** Empties the row of a connection, for another one. */
  release(row: number): void {
    const page = this.page(row);
    const at = this.at(row);
    clear(page, at, L.ROW_OCTETS);
    clear(page, coldOf(at), L.AREA_OF_ROW);
    clear(page, linkOf(at), 3 * L.LINK_OCTETS);
    clear(page, seldomOf(at), L.AREA_OF_ROW);
    clear(page, rareOf(at), L.AREA_OF_ROW);
    page.setUint32(at, this.counts.free, true);
    this.counts.free = row + 1;
    this.counts.used--;
  }

  /** The number of the row's connection; 0: the row is free. */
  numberOf(row: number): number {
    return this.page(row).getUint32(this.at(row) + L.NUMBER, true);
  }

  /** The rows in use. */
  *inUse(): Generator<number> {
    for (let row = 0; row < this.count; row++) if (this.numberOf(row) !== 0) yield row;
  }

  /** The id of a side as a prober (keepalive/prober-store.ts); 0: it has sent nothing like a probe. */
  prober(row: number, direction: Direction): number {
    return this.page(row).getUint32(this.proberAt(row, direction), true);
  }

  setProber(row: number, direction: Direction, prober: number): void {
    this.page(row).setUint32(this.proberAt(row, direction), prober, true);
  }

  /** The page of a row; its first octet there is `at(row)`. */
  page(row: number): DataView {
    return this.pages.page(row >>> L.PAGE_SHIFT);
  }

  at(row: number): number {
    const group = (row & (PAGE_ROWS - 1)) >>> L.GROUP_SHIFT;
    return (group << L.GROUP_OCTETS_SHIFT) + (row & (GROUP_ROWS - 1)) * L.ROW_OCTETS;
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

  private proberAt(row: number, direction: Direction): number {
    return linkOf(this.at(row) + halfOffset(direction)) + L.PROBER;
  }
}

function clear(page: DataView, at: number, octets: number): void {
  for (let octet = 0; octet < octets; octet += 4) page.setInt32(at + octet, 0, true);
}
