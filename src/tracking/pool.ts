/**
 * Rows of one size that are taken and given back. They and their count lie in the arena, where express/ takes rows too;
 * or another thread left them, and none is taken.
 */
import { Arena } from './arena.ts';
import type { PageSet } from './page-set.ts';
import { Pages } from './pages.ts';
import { POOL_COUNT, POOL_FREE, POOL_FREED, POOL_OCTETS, POOL_ROOM } from './pool-layout.ts';

/** So many rows there is room for before express/ works. A frame of a batch that wants more is given back, and has a page added. */
const AHEAD = 512;

/** What rows of a pool are like: octets of each, rows of a page as a power of two, and pages at most. */
export interface RowForm {
  octets: number;
  pageShift: number;
  mostPages: number;
}

export class Pool {
  readonly pages: Pages;
  /** Where its numbers are in the arena. */
  readonly place: number;
  private readonly head: DataView;
  private readonly form: RowForm;

  constructor(from: Arena | PageSet, form: RowForm) {
    const isNew = from instanceof Arena;
    this.form = form;
    this.pages = new Pages(from, form.octets << form.pageShift, form.mostPages);
    this.place = isNew ? from.allocate(POOL_OCTETS) : 0;
    this.head = new DataView(isNew ? from.buffer : new ArrayBuffer(POOL_OCTETS), this.place, POOL_OCTETS);
    if (!isNew) this.set(POOL_COUNT, from.count);
  }

  /** Rows that are or were in use: all that are in use are below. */
  get count(): number {
    return this.get(POOL_COUNT);
  }

  /** Rows in use. */
  get used(): number {
    return this.get(POOL_COUNT) - this.get(POOL_FREED);
  }

  /** All rows, for another thread to read. */
  get pageSet(): PageSet {
    return this.pages.pageSet(this.count);
  }

  /** Sees to it that express/ has rows to take: it adds no page. */
  makeRoom(): void {
    while (this.get(POOL_ROOM) - this.count < AHEAD) this.addPage();
  }

  /** A row, from 0: a new one is all zeros, one that was given back is as it was then, but for its first word, which is 0. */
  take(): number {
    const free = this.get(POOL_FREE);
    if (free !== 0) {
      const row = free - 1;
      const page = this.page(row);
      this.set(POOL_FREE, page.getUint32(this.at(row), true));
      this.set(POOL_FREED, this.get(POOL_FREED) - 1);
      page.setUint32(this.at(row), 0, true);
      return row;
    }
    const row = this.count;
    if (row === this.get(POOL_ROOM)) this.addPage();
    this.set(POOL_COUNT, row + 1);
    return row;
  }

  /** Makes all of the row zeros and gives it back. */
  discard(row: number): void {
    const page = this.page(row);
    const at = this.at(row);
    for (let octet = 0; octet < this.form.octets; octet += 8) page.setFloat64(at + octet, 0, true);
    this.release(row);
  }

  /** Gives a row back. */
  release(row: number): void {
    this.page(row).setUint32(this.at(row), this.get(POOL_FREE), true);
    this.set(POOL_FREE, row + 1);
    this.set(POOL_FREED, this.get(POOL_FREED) + 1);
  }

  /** The page of a row; its first octet there is `at(row)`. */
  page(row: number): DataView {
    return this.pages.page(row >>> this.form.pageShift);
  }

  at(row: number): number {
    const { octets, pageShift } = this.form;
    return (row & ((1 << pageShift) - 1)) * octets;
  }

  private addPage(): void {
    this.pages.add();
    this.set(POOL_ROOM, this.pages.count << this.form.pageShift);
  }

  private get(field: number): number {
    return this.head.getUint32(field, true);
  }

  private set(field: number, value: number): void {
    this.head.setUint32(field, value, true);
  }
}
