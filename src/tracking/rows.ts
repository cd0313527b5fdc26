/**
 * The state of every connection, one row each, in pages that never move. What ordinary segments touch lies in one piece, in
 * two neighbouring cache lines; columns apart would cost a miss each once the connections outgrow the cache. A half is
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
import {
  coldOf,
  coldOfHalf,
  type Direction,
  halfOffset,
  placeOf,
  probedOfHalf,
  rareOf,
  seldomNumber,
  seldomOf,
  setSeldomNumber,
} from './row-places.ts';

export * from './row-layout.ts';
export * from './row-places.ts';

const IN_PAGE: number = (1 << L.PAGE_SHIFT) - 1;
/**
 * So many the 32 bits of an arena have room for, beside the index and what keepalive/ and heartbeat/ have of them; and the 23
 * bits of a slot for their places.
 */
export const MOST_ROWS = 5_000_000;
const MOST_PAGES: number = Math.ceil(MOST_ROWS / L.PAGE_ROWS);

/** When the side of `half` last sent something that restarts its peer's idle clock, ns. */
export function acceptedTime(page: DataView, half: number): number {
  const isDiscounted = (page.getUint16(half + L.HALF_FLAGS, true) & L.HALF_DISCOUNTED) !== 0;
  return page.getFloat64(isDiscounted ? probedOfHalf(half) + L.ACCEPTED_TIME : half + L.HALF_TIME, true);
}

/** When the last segment of the connection came, whichever side sent it, ns. */
export function lastTime(page: DataView, at: number): number {
  const isOfResponder =
    (page.getUint32(at + L.CONNECTION_FLAGS, true) & L.CONNECTION_LAST_OF_RESPONDER) !== 0;
  return page.getFloat64(at + (isOfResponder ? L.RESPONDER_HALF : L.ORIGINATOR_HALF) + L.HALF_TIME, true);
}

/** The connection's last segment is that of a side, and came at `time`, ns. */
export function writeLastTime(page: DataView, at: number, direction: Direction, time: number): void {
  const flags = page.getUint32(at + L.CONNECTION_FLAGS, true) & ~L.CONNECTION_LAST_OF_RESPONDER;
  const ofSide = direction === 1 ? L.CONNECTION_LAST_OF_RESPONDER : 0;
  page.setUint32(at + L.CONNECTION_FLAGS, flags | ofSide, true);
  page.setFloat64(at + halfOffset(direction) + L.HALF_TIME, time, true);
}

/** The frame of the first FIN of the side of `half`; 0: none. */
export function finFrame(page: DataView, half: number): number {
  return page.getUint32(coldOfHalf(half) + L.FIN_FRAME, true);
}

/** Payload octets of a side, retransmissions not counted. */
export function octetsOf(page: DataView, at: number, direction: Direction): number {
  const above = page.getUint32(rareOf(at) + L.OCTETS_ABOVE + 4 * direction, true);
  return above * 2 ** 32 + page.getUint32(at + halfOffset(direction) + L.OCTETS, true);
}

/** Whether it has sent any. */
export function hasSent(page: DataView, at: number, direction: Direction): boolean {
  return (
    page.getUint32(at + halfOffset(direction) + L.OCTETS, true) !== 0 || octetsOf(page, at, direction) > 0
  );
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
    this.page(row).setUint32(
      coldOf(this.at(row)) + L.NUMBER,
      (this.counts.opened++ % L.LAST_NUMBER) + 1,
      true,
    );
    return row;
  }

  /** Empties the row of a connection, for another one. */
  release(row: number): void {
    const page = this.page(row);
    const at = this.at(row);
    const number = seldomNumber(page, at);
    if (number !== 0) clear(page, seldomOf(page, at), L.SELDOM_OCTETS);
    clear(page, at, L.ROW_OCTETS);
    clear(page, coldOf(at), L.COLD_OCTETS);
    clear(page, probedOfHalf(at), L.PROBED_OCTETS);
    clear(page, rareOf(at), L.RARE_OCTETS);
    // It stays the row's: others have come behind it.
    setSeldomNumber(page, at, number);
    page.setUint32(at, this.counts.free, true);
    this.counts.free = row + 1;
    this.counts.used--;
  }

  /** The number of the row's connection; 0: the row is free. */
  numberOf(row: number): number {
    return this.page(row).getUint32(coldOf(this.at(row)) + L.NUMBER, true);
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
    return this.pages.page(placeOf(row) >>> L.PAGE_SHIFT);
  }

  at(row: number): number {
    return (placeOf(row) & IN_PAGE) << L.ROW_SHIFT;
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
    if (counts.count === this.pages.count * L.PAGE_ROWS) this.pages.add();
    return counts.count++;
  }

  private proberAt(row: number, direction: Direction): number {
    return coldOfHalf(this.at(row) + halfOffset(direction)) + L.PROBER;
  }
}

function clear(page: DataView, at: number, octets: number): void {
  for (let octet = 0; octet < octets; octet += 4) page.setInt32(at + octet, 0, true);
}
