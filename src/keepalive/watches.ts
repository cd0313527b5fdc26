/**
 * What keepalive/ remembers of connections, by row. Of one with ordinary probes alone that is a row in the ProberStore,
 * which express/ may have made; objects for it are made when somebody asks, and kept once more is to be remembered.
 */
import type { Direction, Rows } from '../tracking/rows.ts';
import type { ExchangeStore } from './exchange-store.ts';
import { type ProbeBooks, type Stores, sidesIn } from './probe-books.ts';
import { Prober } from './prober.ts';
import { PROBER_IS_ONE } from './prober-layout.ts';
import { ProberRow } from './prober-row.ts';
import type { ProberStore } from './prober-store.ts';
import { newSide, newWatch, type Side, type Watch } from './watch.ts';

export class Watches implements Stores {
  private readonly kept: (Watch | undefined)[] = [];
  private readonly rows: Rows;
  readonly probers: ProberStore;
  readonly exchanges: ExchangeStore;
  private readonly limit: number;

  /** `limit`: exchanges that are kept of each side. */
  constructor(rows: Rows, probers: ProberStore, exchanges: ExchangeStore, limit: number) {
    this.rows = rows;
    this.probers = probers;
    this.exchanges = exchanges;
    this.limit = limit;
  }

  /** Undefined where the connection was ordinary throughout. It may be forgotten as soon as the caller does. */
  of(row: number): Watch | undefined {
    const id = this.rows.probers(row);
    if (id === 0) return undefined;
    const watch = this.kept[row] ?? newWatch(row, id);
    watch.sides[0] ??= this.sideOf(id, 0);
    watch.sides[1] ??= this.sideOf(id, 1);
    return watch;
  }

  /** The same, which is kept from now on. */
  keep(row: number): Watch | undefined {
    const watch = this.of(row);
    return watch === undefined ? undefined : this.put(watch);
  }

  /** A new one for a connection that has none. */
  begin(row: number): Watch {
    const id = this.probers.add();
    this.rows.setProbers(row, id);
    return this.put(newWatch(row, id));
  }

  /** All of them, in the order of rows. */
  *all(): Generator<Watch> {
    for (let row = 0; row < this.rows.count; row++) {
      const watch = this.of(row);
      if (watch !== undefined) yield watch;
    }
  }

  /** Ends the runs of those with ordinary probes alone that wait for nothing; yields all others, in the order of rows. */
  *unsettled(): Generator<Watch> {
    for (let row = 0; row < this.rows.count; row++) {
      const id = this.rows.probers(row);
      if (id === 0 || (this.kept[row] === undefined && this.probers.settleQuiet(id))) continue;
      const watch = this.of(row);
      if (watch !== undefined) yield watch;
    }
  }

  /** What reports want of a connection: of(), without what is to be found out yet. */
  booksOf(row: number): ProbeBooks | undefined {
    const id = this.rows.probers(row);
    if (id === 0) return undefined;
    return this.kept[row] === undefined
      ? { sides: sidesIn(this, id), gaveUp: null, lostState: null }
      : this.of(row);
  }

  /** The side that sends in `direction`, made where it is not there yet. */
  ownSide(watch: Watch, direction: Direction): Side {
    const own = watch.sides[direction];
    if (own !== null) return own;
    const row = new ProberRow(this.probers, watch.probers, direction);
    row.setFlag(PROBER_IS_ONE, true);
    const side = newSide(new Prober(this.exchanges, row, this.limit));
    watch.sides[direction] = side;
    return side;
  }

  forget({ row, probers }: Watch): void {
    this.probers.release(probers);
    this.rows.setProbers(row, 0);
    this.kept[row] = undefined;
  }

  private put(watch: Watch): Watch {
    // A dense array: rows come in order, and a hole in the middle would turn it into a dictionary.
    while (this.kept.length < watch.row) this.kept.push(undefined);
    this.kept[watch.row] = watch;
    return watch;
  }

  private sideOf(id: number, direction: Direction): Side | null {
    const row = new ProberRow(this.probers, id, direction);
    return row.is(PROBER_IS_ONE) ? newSide(new Prober(this.exchanges, row, this.limit)) : null;
  }
}
