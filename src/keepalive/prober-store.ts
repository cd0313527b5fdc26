/**
 * The books of all probers as numbers, one row for each side of a connection that is one: in the arena, where express/
 * keeps them too, or as they came from another thread. A row is known by its id, from 1; 0 is none.
 */
import type { Arena } from '../tracking/arena.ts';
import type { PageSet } from '../tracking/page-set.ts';
import { Pool } from '../tracking/pool.ts';
import {
  PAGE_SHIFT,
  PROBER_FLAGS,
  PROBER_HAS_GONE_ON,
  PROBER_IS_ANSWERED,
  ROW_OCTETS,
  RUN,
  RUN_LENGTH,
  WAITING,
} from './prober-layout.ts';

/** As many pages as 32 bits have room for. */
const FORM = { octets: ROW_OCTETS, pageShift: PAGE_SHIFT, mostPages: 1 << 14 };

export class ProberStore {
  readonly pool: Pool;

  constructor(from: Arena | PageSet) {
    this.pool = new Pool(from, FORM);
  }

  /** An empty row. */
  add(): number {
    return this.pool.take() + 1;
  }

  /** Empties the row, for another prober. */
  release(id: number): void {
    const page = this.page(id);
    const at = this.at(id);
    for (let octet = 0; octet < ROW_OCTETS; octet += 8) page.setFloat64(at + octet, 0, true);
    this.pool.release(id - 1);
  }

  /** The page of a row; its first octet there is `at(id)`. */
  page(id: number): DataView {
    return this.pool.page(id - 1);
  }

  at(id: number): number {
    return this.pool.at(id - 1);
  }

  /** Ends its run, as Prober.settle() does, if nothing waits; says whether nothing did. */
  settleQuiet(id: number): boolean {
    const page = this.page(id);
    const at = this.at(id);
    if (page.getUint32(at + WAITING, true) !== 0) return false;
    const flags = page.getUint16(at + PROBER_FLAGS, true);
    page.setUint16(at + PROBER_FLAGS, flags & ~(PROBER_HAS_GONE_ON | PROBER_IS_ANSWERED), true);
    page.setUint32(at + RUN, 0, true);
    page.setUint32(at + RUN_LENGTH, 0, true);
    return true;
  }
}
