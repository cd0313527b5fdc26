/** The books of the connections that have one, by row; a flag of the row says so too, for express/. */
import { writeFlag } from '../tracking/row-writes.ts';
import { CONNECTION_BOOKED, type Rows } from '../tracking/rows.ts';
import { Book } from './book.ts';

export class Books {
  private readonly books: Map<number, Book> = new Map();
  private readonly rows: Rows;

  constructor(rows: Rows) {
    this.rows = rows;
  }

  of(row: number): Book | undefined {
    return this.books.get(row);
  }

  /** The book of the row, made where there is none yet. */
  open(row: number): Book {
    let book = this.books.get(row);
    if (book === undefined) {
      book = new Book(row);
      this.books.set(row, book);
      writeFlag(this.rows, row, CONNECTION_BOOKED, true);
    }
    return book;
  }

  forget(row: number): void {
    this.books.delete(row);
  }

  /** The rows that have one. */
  inUse(): Iterable<number> {
    return this.books.keys();
  }
}
