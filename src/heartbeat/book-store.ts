/**
 * The books of the connections that may have heartbeats, as numbers: in the arena, where express/ keeps them too, or as they
 * came from another thread. Rows are known by their ids, from 1; 0 is none. What few books have lies in a row of its own.
 */
import { Arena } from '../tracking/arena.ts';
import type { PageSet } from '../tracking/page-set.ts';
import { Pages } from '../tracking/pages.ts';
import { Pool, type RowForm } from '../tracking/pool.ts';
import { MOST_ROWS } from '../tracking/rows.ts';
import * as K from './beat-layout.ts';
import * as B from './book-layout.ts';

/** Of each pool: octets of a row, rows of a page as a power of two. */
const FORMS: Readonly<Record<PoolName, Omit<RowForm, 'mostPages'>>> = {
  books: { octets: B.BOOK_OCTETS, pageShift: B.BOOK_PAGE_SHIFT },
  rests: { octets: B.BOOK_REST_OCTETS, pageShift: B.BOOK_PAGE_SHIFT },
  kinds: { octets: K.KIND_OCTETS, pageShift: K.KIND_PAGE_SHIFT },
  spans: { octets: K.SPANS_OCTETS, pageShift: K.SPANS_PAGE_SHIFT },
  waits: { octets: K.WAITS_OCTETS, pageShift: K.WAITS_PAGE_SHIFT },
};
/** More pages than 32 bits have room for. */
const MOST_PAGES = 1 << 15;
const IDS_OCTETS: number = B.BOOK_ID_OCTETS << B.BOOK_IDS_SHIFT;
const MOST_ID_PAGES: number = (MOST_ROWS >> B.BOOK_IDS_SHIFT) + 1;

type PoolName = 'books' | 'rests' | 'kinds' | 'spans' | 'waits';

/** Where the rows lie. */
export interface BookSet extends Readonly<Record<PoolName, PageSet>> {
  ids: PageSet;
}

export class BookStore {
  readonly books: Pool;
  readonly rests: Pool;
  readonly kinds: Pool;
  readonly spans: Pool;
  readonly waits: Pool;
  /** The ids of the books, by the rows of their connections. */
  readonly ids: Pages;

  constructor(from: Arena | BookSet) {
    const pool = (name: PoolName): Pool =>
      new Pool(from instanceof Arena ? from : from[name], { ...FORMS[name], mostPages: MOST_PAGES });
    this.books = pool('books');
    this.rests = pool('rests');
    this.kinds = pool('kinds');
    this.spans = pool('spans');
    this.waits = pool('waits');
    // The one of those that have none.
    if (from instanceof Arena) this.rests.take();
    this.ids = new Pages(from instanceof Arena ? from : from.ids, IDS_OCTETS, MOST_ID_PAGES);
  }

  /** All of them, for another thread to read. */
  get bookSet(): BookSet {
    const { books, rests, kinds, spans, waits, ids } = this;
    return {
      books: books.pageSet,
      rests: rests.pageSet,
      kinds: kinds.pageSet,
      spans: spans.pageSet,
      waits: waits.pageSet,
      ids: ids.pageSet(0),
    };
  }

  /** Of the connection of the row; 0: it has none. */
  idOf(row: number): number {
    const number = row >>> B.BOOK_IDS_SHIFT;
    if (number >= this.ids.count) return 0;
    return this.ids.page(number).getUint32(inPage(row), true);
  }

  setIdOf(row: number, id: number): void {
    const number = row >>> B.BOOK_IDS_SHIFT;
    while (number >= this.ids.count) this.ids.add();
    this.ids.page(number).setUint32(inPage(row), id, true);
  }

  /** The rows whose connections have one. */
  *inUse(): Generator<number> {
    for (let number = 0; number < this.ids.count; number++) {
      const page = this.ids.page(number);
      const first = number << B.BOOK_IDS_SHIFT;
      for (let place = 0; place < 1 << B.BOOK_IDS_SHIFT; place++)
        if (page.getUint32(place * B.BOOK_ID_OCTETS, true) !== 0) yield first + place;
    }
  }
}

function inPage(row: number): number {
  return (row & ((1 << B.BOOK_IDS_SHIFT) - 1)) * B.BOOK_ID_OCTETS;
}
