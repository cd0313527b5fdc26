/**
 * The books of all probers as numbers, one row for each connection that has one, in pages that never move: in the arena,
 * where express/ keeps them too, or as they came from another thread. A row is known by its id, from 1; 0 is none.
 */
import { Arena } from '../tracking/arena.ts';
import type { PageSet } from '../tracking/page-set.ts';
import { Pages } from '../tracking/pages.ts';
import type { Direction } from '../tracking/rows.ts';
import * as R from './prober-layout.ts';

const PAGE_ROWS: number = 1 << R.PAGE_SHIFT;
/** Enough for every connection (MOST_ROWS of tracking/rows.ts). */
const MOST_PAGES = 1 << 13;

export class ProberStore {
  readonly pages: Pages;
  /** Rows that are or were in use. */
  count = 0;
  private readonly free: number[] = [];

  constructor(from: Arena | PageSet) {
    const isNew = from instanceof Arena;
    this.pages = new Pages(isNew ? from : from.pages, PAGE_ROWS * R.ROW_OCTETS, MOST_PAGES);
    if (!isNew) this.count = from.count;
  }

  /** A copy of all that the store is, to be transferred. */
  get pageSet(): PageSet {
    return { pages: this.pages.copies(), count: this.count };
  }

  /** An empty row. */
  add(): number {
    const freed = this.free.pop();
    if (freed !== undefined) return freed;
    if (this.count === this.pages.count * PAGE_ROWS) this.pages.add();
    return ++this.count;
  }

  /** Empties the row, for another connection. */
  release(id: number): void {
    const page = this.page(id);
    const at = this.at(id, 0);
    for (let octet = 0; octet < R.ROW_OCTETS; octet += 8) page.setFloat64(at + octet, 0, true);
    this.free.push(id);
  }

  /** The page of a row; what it says of the side begins there at `at(id, direction)`. */
  page(id: number): DataView {
    return this.pages.page((id - 1) >>> R.PAGE_SHIFT);
  }

  at(id: number, direction: Direction): number {
    return ((id - 1) & (PAGE_ROWS - 1)) * R.ROW_OCTETS + direction * R.PROBER_OCTETS;
  }

  /** Something of the connection is open that the row does not show, or no more. */
  setOpen(id: number, isOpen: boolean): void {
    this.page(id).setUint32(this.at(id, 0) + R.IS_OPEN, isOpen ? 1 : 0, true);
  }
}
