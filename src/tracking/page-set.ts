/** Rows that another thread reads where they lie. */

/** Rows of some kind: where in the memory their pages begin, and how many rows are or were in use. */
export interface PageSet {
  memory: SharedArrayBuffer;
  places: number[];
  count: number;
}

/** The rows of connections likewise, and how many connections they have had. */
export interface RowSet extends PageSet {
  opened: number;
  used: number;
}
