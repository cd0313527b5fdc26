/**
 * The exchanges of one side that are kept, in order, as a chain of ids of the ExchangeStore. Bounded: beyond the limit
 * the oldest of the last half is left out, for a beginning shows how something works, an end how it went wrong.
 */
import type { Exchange, ProbeKind } from './exchange.ts';
import type { ExchangeStore } from './exchange-store.ts';

export class ProbeChain {
  /** 0: the chain is empty. */
  first = 0;
  latest = 0;
  /** Exchanges that were left out, between the first and the last ones that are kept. */
  omitted = 0;
  private readonly store: ExchangeStore;
  private readonly limit: number;
  private kept = 0;
  /** The first one behind those left out; 0 while there are none. */
  private tail = 0;

  constructor(store: ExchangeStore, limit: number) {
    this.store = store;
    this.limit = Math.max(4, limit);
  }

  /** Appends `id`; returns the exchange that must be left out for it, for leaveOut(), or 0. */
  append(id: number): number {
    const { store } = this;
    store.chain(this.latest, id);
    if (this.first === 0) this.first = id;
    this.latest = id;
    if (++this.kept <= this.limit) return 0;
    if (this.tail === 0) {
      this.tail = this.first;
      for (let skipped = this.limit >>> 1; skipped > 0; skipped--) this.tail = store.next(this.tail);
    }
    return this.tail;
  }

  /** Leaves out what append() named; returns the exchange after it. */
  leaveOut(id: number): number {
    this.tail = this.store.unchain(id);
    this.store.release(id);
    this.kept--;
    this.omitted++;
    return this.tail;
  }

  /** Ids, the latest first. */
  *backwards(): Generator<number> {
    for (let id = this.latest; id !== 0; id = this.store.previous(id)) yield id;
  }

  /** The exchanges of a kind in the order of their probes. */
  exchanges(kind: ProbeKind): Exchange[] {
    const exchanges: Exchange[] = [];
    for (let id = this.first; id !== 0; id = this.store.next(id))
      if (this.store.kind(id) === kind) exchanges.push(this.store.read(id));
    return exchanges;
  }

  /** The latest exchange in which the peer answered, whatever it answered; null where none is kept. */
  lastAnswered(): Exchange | null {
    for (const id of this.backwards()) {
      const outcome = this.store.outcome(id);
      if (outcome === 'acknowledged' || outcome === 'data' || outcome === 'reset') return this.store.read(id);
    }
    return null;
  }
}
