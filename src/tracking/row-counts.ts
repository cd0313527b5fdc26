/** How many rows and connections there are, and slots of their index: in the arena, where express/ adds some too. */
import type { Arena } from './arena.ts';
import { COUNTS_OCTETS, ROWS_COUNT, ROWS_FREE, ROWS_OPENED, ROWS_USED, SLOTS_USED } from './row-layout.ts';

export class RowCounts {
  /** Where they lie in the arena. */
  readonly place: number;
  private readonly view: DataView;

  /** `arena` null: express/ does not see them. */
  constructor(arena: Arena | null) {
    this.place = arena?.allocate(COUNTS_OCTETS) ?? 0;
    this.view = new DataView(arena?.buffer ?? new ArrayBuffer(COUNTS_OCTETS), this.place, COUNTS_OCTETS);
  }

  /** Rows that are or were in use: all that are in use are below. */
  get count(): number {
    return this.view.getFloat64(ROWS_COUNT, true);
  }

  set count(rows: number) {
    this.view.setFloat64(ROWS_COUNT, rows, true);
  }

  /** Rows in use. */
  get used(): number {
    return this.view.getFloat64(ROWS_USED, true);
  }

  set used(rows: number) {
    this.view.setFloat64(ROWS_USED, rows, true);
  }

  /** Connections ever. */
  get opened(): number {
    return this.view.getFloat64(ROWS_OPENED, true);
  }

  set opened(connections: number) {
    this.view.setFloat64(ROWS_OPENED, connections, true);
  }

  /** The row that was freed last, plus one; the one before it is in its first word, and so on. 0: none is free. */
  get free(): number {
    return this.view.getFloat64(ROWS_FREE, true);
  }

  set free(row: number) {
    this.view.setFloat64(ROWS_FREE, row, true);
  }

  /** Slots of the flow index that are taken. */
  get slots(): number {
    return this.view.getFloat64(SLOTS_USED, true);
  }

  set slots(taken: number) {
    this.view.setFloat64(SLOTS_USED, taken, true);
  }
}
