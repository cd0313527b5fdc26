/**
 * The exchanges of one side that are kept, in order, as a chain of ids of the ExchangeStore. Bounded: beyond the limit
 * the oldest of the last half is left out, for a beginning shows how something works, an end how it went wrong. Where
 * the store is full, probers that go on leave out more, down to KEPT_AT_LEAST, so that others have room.
 */
import type { Exchange, ProbeKind } from './exchange.ts';
import type { ExchangeStore } from './exchange-store.ts';
import * as R from './prober-layout.ts';
import type { ProberRow } from './prober-row.ts';

/** Half of it shows a prober that gives up, with the answer before: no stack's default is more than 10 probes. */
export const KEPT_AT_LEAST = 32;

export class ProbeChain {
  private readonly store: ExchangeStore;
  private readonly row: ProberRow;
  private readonly limit: number;

  /** `limit`: 4 at least. */
  constructor(store: ExchangeStore, row: ProberRow, limit: number) {
    this.store = store;
    this.row = row;
    this.limit = limit;
  }

  /** 0: the chain is empty. */
  get latest(): number {
    return this.row.number(R.LATEST);
  }

  /** Exchanges that were left out, between the first and the last ones that are kept. */
  get omitted(): number {
    return this.row.rest(R.OMITTED);
  }

  /** Appends `id`. What is too many then must be left out. */
  append(id: number): void {
    const { row } = this;
    this.store.chain(this.latest, id);
    if (this.latest === 0) row.setNumber(R.FIRST, id);
    row.setNumber(R.LATEST, id);
    row.add(R.KEPT, 1);
    if (row.rest(R.TAIL) !== 0) row.addRest(R.BEHIND, 1);
  }

  /** The exchange that must be left out next, for leaveOut(); 0: none. What is not decided is not left out. */
  get surplus(): number {
    const { store, row } = this;
    const kept = row.number(R.KEPT);
    if (kept <= this.limit && !(store.isFull && kept > KEPT_AT_LEAST)) return 0;
    if (row.rest(R.TAIL) === 0) this.halve(kept);
    const tail = row.rest(R.TAIL);
    const id = row.rest(R.BEHIND) > kept >>> 1 ? tail : store.previous(tail);
    return store.kind(id) === 'undecided' ? 0 : id;
  }

  /** Leaves out what `surplus` named; returns the exchange after it. */
  leaveOut(id: number): number {
    const { store, row } = this;
    const next = store.unchain(id);
    if (id === row.rest(R.TAIL)) {
      row.setRest(R.TAIL, next);
      row.addRest(R.BEHIND, -1);
    }
    store.setBehindGap(row.rest(R.TAIL));
    store.release(id);
    row.add(R.KEPT, -1);
    row.addRest(R.OMITTED, 1);
    return next;
  }

  /** Ids, the latest first. */
  *backwards(): Generator<number> {
    for (let id = this.latest; id !== 0; id = this.store.previous(id)) yield id;
  }

  /** The exchanges of a kind in the order of their probes. */
  exchanges(kind: ProbeKind): Exchange[] {
    const exchanges: Exchange[] = [];
    for (let id = this.row.number(R.FIRST); id !== 0; id = this.store.next(id))
      if (this.store.kind(id) === kind) exchanges.push(this.store.read(id));
    return exchanges;
  }

  /** The latest keepalive probe that the peer answered, whatever it answered; null where none is kept. */
  lastAnswered(): Exchange | null {
    for (const id of this.backwards()) {
      const outcome = this.store.outcome(id);
      if (this.store.kind(id) !== 'probe') continue;
      if (outcome === 'acknowledged' || outcome === 'data' || outcome === 'reset') return this.store.read(id);
    }
    return null;
  }

  private halve(kept: number): void {
    const head = (kept - 1) >>> 1;
    let tail = this.row.number(R.FIRST);
    for (let skipped = head; skipped > 0; skipped--) tail = this.store.next(tail);
    this.row.setRest(R.TAIL, tail);
    this.row.setRest(R.BEHIND, kept - head);
  }
}
