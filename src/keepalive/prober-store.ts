/**
 * The books of all probers as numbers, one row for each side of a connection that is one: in the arena, where express/
 * keeps them too, or as they came from another thread. A row is known by its id, from 1; 0 is none.
 */
import type { Arena } from '../tracking/arena.ts';
import type { PageSet } from '../tracking/page-set.ts';
import { Pool } from '../tracking/pool.ts';
import { PAGE_SHIFT, ROW_OCTETS } from './prober-layout.ts';

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

  /** A Uint32 of it. */
  number(id: number, field: number): number {
    return this.page(id).getUint32(this.at(id) + field, true);
  }
}
