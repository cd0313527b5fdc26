/** The books of the connections that have one, by row; a flag of the row says so too. */
import type { Arena } from '../tracking/arena.ts';
import { writeFlag } from '../tracking/row-writes.ts';
import { CONNECTION_BOOKED, type Rows } from '../tracking/rows.ts';
import { Book } from './book.ts';
import { BookStore } from './book-store.ts';

export class Books {
  readonly store: BookStore;
  private readonly rows: Rows;

  constructor(arena: Arena, rows: Rows) {
    this.store = new BookStore(arena);
    this.rows = rows;
  }

  of(row: number): Book | undefined {
    return bookOf(this.store, row);
  }

  /** The book of the row, made where there is none yet. */
  open(row: number): Book {
    const known = this.of(row);
    if (known !== undefined) return known;
    const id = this.store.books.take() + 1;
    this.store.setIdOf(row, id);
    writeFlag(this.rows, row, CONNECTION_BOOKED, true);
    return new Book(this.store, id);
  }

  forget(row: number): void {
    const book = this.of(row);
    if (book === undefined) return;
    book.release();
    this.store.setIdOf(row, 0);
  }
}

/** Undefined: the connection of the row has none. */
export function bookOf(store: BookStore, row: number): Book | undefined {
  const id = store.idOf(row);
  return id === 0 ? undefined : new Book(store, id);
}
