/** Rows as they travel from thread to thread. */

/** Rows of some kind on their way to another thread: their pages, which change hands, and how many rows are in use. */
export interface PageSet {
  pages: ArrayBuffer[];
  count: number;
}

/** The rows of connections likewise, and how many connections they have had. */
export interface RowSet extends PageSet {
  opened: number;
  used: number;
}
