/**
 * The books of all probers as numbers, one row for each connection that has one: in the arena, where express/ keeps them
 * too, or as they came from another thread. A row is known by its id, from 1; 0 is none.
 */
import type { Arena } from '../tracking/arena.ts';
import type { PageSet } from '../tracking/page-set.ts';
import { Pool } from '../tracking/pool.ts';
import type { Direction } from '../tracking/rows.ts';
import {
  IS_OPEN,
  PAGE_SHIFT,
  PROBER_FLAGS,
  PROBER_HAS_GONE_ON,
  PROBER_IS_ANSWERED,
  PROBER_OCTETS,
  ROW_OCTETS,
  RUN,
  RUN_LENGTH,
  WAITING,
} from './prober-layout.ts';

/** Enough for every connection (MOST_ROWS of tracking/rows.ts). */
const FORM = { octets: ROW_OCTETS, pageShift: PAGE_SHIFT, mostPages: 1 << 13 };

export class ProberStore {
  readonly pool: Pool;

  constructor(from: Arena | PageSet) {
    this.pool = new Pool(from, FORM);
  }

  /** An empty row. */
  add(): number {
    return this.pool.take() + 1;
  }

  /** Empties the row, for another connection. */
  release(id: number): void {
    const page = this.page(id);
    const at = this.at(id, 0);
    for (let octet = 0; octet < ROW_OCTETS; octet += 8) page.setFloat64(at + octet, 0, true);
    this.pool.release(id - 1);
  }

  /** The page of a row; what it says of the side begins there at `at(id, direction)`. */
  page(id: number): DataView {
    return this.pool.page(id - 1);
  }

  at(id: number, direction: Direction): number {
    return this.pool.at(id - 1) + direction * PROBER_OCTETS;
  }

  /** Ends the runs of the row, as Prober.settle() does, if nothing waits on either side; says whether it did. */
  settleQuiet(id: number): boolean {
    const page = this.page(id);
    const sides = [this.at(id, 0), this.at(id, 1)];
    if (sides.some((at) => page.getUint32(at + WAITING, true) !== 0)) return false;
    for (const at of sides) {
      const flags = page.getUint16(at + PROBER_FLAGS, true);
      page.setUint16(at + PROBER_FLAGS, flags & ~(PROBER_HAS_GONE_ON | PROBER_IS_ANSWERED), true);
      page.setUint32(at + RUN, 0, true);
      page.setUint32(at + RUN_LENGTH, 0, true);
    }
    return true;
  }

  /** Something of the connection is open that the row does not show, or no more. */
  setOpen(id: number, isOpen: boolean): void {
    this.page(id).setUint32(this.at(id, 0) + IS_OPEN, isOpen ? 1 : 0, true);
  }
}
