/**
 * The books of all probers as numbers, one row for each side of a connection that is one: in the arena, where express/
 * keeps them too, or as they came from another thread. A row is known by its id, from 1; 0 is none. What few of them have
 * lies in a row of its own, their rest.
 */
import { Arena } from '../tracking/arena.ts';
import type { PageSet } from '../tracking/page-set.ts';
import { Pool } from '../tracking/pool.ts';
import { PAGE_SHIFT, REST, REST_OCTETS, ROW_OCTETS } from './prober-layout.ts';

/** More pages than 32 bits have room for. */
const FORM = { octets: ROW_OCTETS, pageShift: PAGE_SHIFT, mostPages: 1 << 14 };
const FORM_OF_RESTS = { octets: REST_OCTETS, pageShift: PAGE_SHIFT, mostPages: 1 << 14 };

/** Where the rows lie. */
export interface ProberSet {
  probers: PageSet;
  rests: PageSet;
}

export class ProberStore {
  readonly pool: Pool;
  readonly rests: Pool;

  constructor(from: Arena | ProberSet) {
    const isNew = from instanceof Arena;
    this.pool = new Pool(isNew ? from : from.probers, FORM);
    this.rests = new Pool(isNew ? from : from.rests, FORM_OF_RESTS);
    // The one of those that have none.
    if (isNew) this.rests.take();
  }

  /** All rows, for another thread to read. */
  get proberSet(): ProberSet {
    return { probers: this.pool.pageSet, rests: this.rests.pageSet };
  }

  /** An empty row. */
  add(): number {
    return this.pool.take() + 1;
  }

  /** Empties the row, for another prober. */
  release(id: number): void {
    const rest = this.number(id, REST);
    if (rest !== 0) this.rests.discard(rest);
    this.pool.discard(id - 1);
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

  /** A Uint32 of its rest. */
  numberOfRest(id: number, field: number): number {
    const rest = this.number(id, REST);
    return this.rests.page(rest).getUint32(this.rests.at(rest) + field, true);
  }

  /** The row of its rest among the rests, which it gets where it has none. */
  ownRest(id: number): number {
    const known = this.number(id, REST);
    if (known !== 0) return known;
    const rest = this.rests.take();
    this.page(id).setUint32(this.at(id) + REST, rest, true);
    return rest;
  }
}
