/**
 * What keepalive/ remembers of connections, by row. Of one with ordinary probes alone that is the rows of its probers, which
 * express/ may have made; objects for it are made when somebody asks, and kept once more is to be remembered.
 */
import type { Direction, Rows } from '../tracking/rows.ts';
import type { ExchangeStore } from './exchange-store.ts';
import { giveUpsOf } from './given-up.ts';
import { IF_KEPT } from './open-rows.ts';
import { type ProbeBooks, type Stores, sidesOf } from './probe-books.ts';
import { Prober } from './prober.ts';
import { ProberRow } from './prober-row.ts';
import type { ProberStore } from './prober-store.ts';
import { newSide, newWatch, type Side, type Watch } from './watch.ts';

export class Watches implements Stores {
  readonly rows: Rows;
  readonly probers: ProberStore;
  readonly exchanges: ExchangeStore;
  /** By row. Few have one that is kept: an array would have eight octets for each of the others. */
  private readonly kept: Map<number, Watch> = new Map();
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
    const kept = this.kept.get(row);
    if (kept === undefined && !this.hasProber(row)) return undefined;
    const watch = kept ?? newWatch(row);
    watch.sides[0] ??= this.sideOf(row, 0);
    watch.sides[1] ??= this.sideOf(row, 1);
    watch.gaveUp ??= giveUpsOf(this, row);
    return watch;
  }

  /** The same, which is kept from now on. */
  keep(row: number): Watch | undefined {
    const watch = this.of(row);
    return watch === undefined ? undefined : this.put(watch);
  }

  /** A new one for a connection that has none. */
  begin(row: number): Watch {
    return this.put(newWatch(row));
  }

  /** All of them, in the order of rows. */
  *all(): Generator<Watch> {
    for (let row = 0; row < this.rows.count; row++) {
      const watch = this.of(row);
      if (watch !== undefined) yield watch;
    }
  }

  /** Those that have anything open; `rows`: as open-rows.ts has them. */
  *open(rows: Uint32Array): Generator<Watch> {
    for (const one of rows) {
      const row = (one & ~IF_KEPT) >>> 0;
      if (row !== one && !this.kept.has(row)) continue;
      const watch = this.of(row);
      if (watch !== undefined) yield watch;
    }
  }

  /** Of those that are kept, the ones of which a side gave up, or the peer had lost the connection, in the order of rows. */
  *ended(): Generator<Watch> {
    const ended = [...this.kept.values()].filter(
      ({ gaveUp, lostState }) => gaveUp !== null || lostState !== null,
    );
    yield* ended.sort((one, other) => one.row - other.row);
  }

  /** What reports want of a connection: of(), without what is to be found out yet. */
  booksOf(row: number): ProbeBooks | undefined {
    const kept = this.kept.get(row);
    if (kept === undefined && !this.hasProber(row)) return undefined;
    return kept === undefined
      ? { sides: sidesOf(this, row), gaveUp: giveUpsOf(this, row), lostState: null }
      : this.of(row);
  }

  /** The side that sends in `direction`, made where it is not there yet. */
  ownSide(watch: Watch, direction: Direction): Side {
    const own = watch.sides[direction];
    if (own !== null) return own;
    const id = this.probers.add();
    this.rows.setProber(watch.row, direction, id);
    const side = this.newSide(id);
    watch.sides[direction] = side;
    return side;
  }

  forget({ row }: Watch): void {
    for (const direction of [0, 1] as const) {
      const id = this.rows.prober(row, direction);
      if (id !== 0) this.probers.release(id);
      this.rows.setProber(row, direction, 0);
    }
    this.kept.delete(row);
  }

  private put(watch: Watch): Watch {
    this.kept.set(watch.row, watch);
    return watch;
  }

  private hasProber(row: number): boolean {
    return this.rows.prober(row, 0) !== 0 || this.rows.prober(row, 1) !== 0;
  }

  private sideOf(row: number, direction: Direction): Side | null {
    const id = this.rows.prober(row, direction);
    return id === 0 ? null : this.newSide(id);
  }

  private newSide(id: number): Side {
    return newSide(new Prober(this.exchanges, new ProberRow(this.probers, id), this.limit));
  }
}
