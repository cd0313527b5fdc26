/**
 * The exchanges of one side that are kept, in order, as a chain of ids of the ExchangeStore. Bounded: beyond the limit
 * the oldest of the last half is left out, for a beginning shows how something works, an end how it went wrong. Where
 * the store is full, probers that go on leave out more, down to KEPT_AT_LEAST, so that others have room.
 */
import type { Exchange, ProbeKind } from './exchange.ts';
import type { ExchangeStore } from './exchange-store.ts';

/** Half of it shows a prober that gives up, with the answer before: no stack's default is more than 10 probes. */
export const KEPT_AT_LEAST = 32;

export class ProbeChain {
  /** 0: the chain is empty. */
  first = 0;
  latest = 0;
  /** Exchanges that were left out, between the first and the last ones that are kept. */
  omitted = 0;
  private readonly store: ExchangeStore;
  private readonly limit: number;
  private kept = 0;
  /** The first one behind those left out, and how many there are from it on; 0 while none is left out. */
  private tail = 0;
  private behind = 0;

  constructor(store: ExchangeStore, limit: number) {
    this.store = store;
    this.limit = Math.max(4, limit);
  }

  /** Appends `id`. What is too many then must be left out. */
  append(id: number): void {
    this.store.chain(this.latest, id);
    if (this.first === 0) this.first = id;
    this.latest = id;
    this.kept++;
    if (this.tail !== 0) this.behind++;
  }

  /** The exchange that must be left out next, for leaveOut(); 0: none. What is not decided is not left out. */
  get surplus(): number {
    const { store, kept } = this;
    if (kept <= this.limit && !(store.isFull && kept > KEPT_AT_LEAST)) return 0;
    if (this.tail === 0) this.halve();
    const id = this.behind > kept >>> 1 ? this.tail : store.previous(this.tail);
    return store.kind(id) === 'undecided' ? 0 : id;
  }

  /** Leaves out what `surplus` named; returns the exchange after it. */
  leaveOut(id: number): number {
    const { store } = this;
    const next = store.unchain(id);
    if (id === this.tail) {
      this.tail = next;
      this.behind--;
    }
    store.setBehindGap(this.tail);
    store.release(id);
    this.kept--;
    this.omitted++;
    return next;
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

  private halve(): void {
    const head = (this.kept - 1) >>> 1;
    this.tail = this.first;
    for (let skipped = head; skipped > 0; skipped--) this.tail = this.store.next(this.tail);
    this.behind = this.kept - head;
  }
}
