/** What one side of a connection has probed and what came of it: numbers of its row, and the exchanges that are kept. */
import type { Exchange, ProbeKind, ProbeOutcome } from './exchange.ts';
import type { ExchangeStore } from './exchange-store.ts';
import { outcomesOf } from './outcome-counts.ts';
import { ProbeChain } from './probe-chain.ts';
import { idlePeriod } from './probe-period.ts';
import * as R from './prober-layout.ts';
import type { ProberRow } from './prober-row.ts';

export class ProberBooks {
  protected readonly store: ExchangeStore;
  protected readonly row: ProberRow;
  private readonly limit: number;

  /** `limit`: exchanges that are kept, 4 at least. */
  constructor(store: ExchangeStore, row: ProberRow, limit: number) {
    this.store = store;
    this.row = row;
    this.limit = limit;
  }

  /** Made anew: it is all in the row, and most books are asked for their numbers alone. */
  protected get chain(): ProbeChain {
    return new ProbeChain(this.store, this.row, this.limit);
  }

  /** Keepalive probes and window probes sent. */
  get probes(): number {
    return this.row.number(R.PROBES);
  }

  get windowProbes(): number {
    return this.row.number(R.WINDOW_PROBES);
  }

  /** Probes that are not final. */
  get waiting(): number {
    return this.row.number(R.WAITING);
  }

  /** See probe-period.ts. */
  get idlePeriod(): number {
    return idlePeriod(this.store, this.chain.latest);
  }

  /** Of the latest keepalive probe. */
  get payloadOctets(): 0 | 1 {
    return this.row.is(R.PROBER_SENDS_OCTET) ? 1 : 0;
  }

  get longestRtt(): number {
    return this.row.time(R.LONGEST_RTT);
  }

  /** The idle time before the last answered probe, ns: keepalives through a closed window are known by it. */
  get idle(): number | null {
    return this.row.is(R.PROBER_IDLE_KNOWN) ? this.row.time(R.IDLE) : null;
  }

  get omitted(): number {
    return this.chain.omitted;
  }

  get hasProbed(): boolean {
    return this.probes + this.windowProbes > 0;
  }

  /** Keepalive probes by final outcome. */
  get outcomes(): Record<ProbeOutcome, number> {
    return outcomesOf(this.row);
  }

  /** Ids of the kept probes, the latest first. */
  backwards(): Generator<number> {
    return this.chain.backwards();
  }

  /** The kept exchanges of a kind in the order of their probes. */
  exchanges(kind: ProbeKind): Exchange[] {
    return this.chain.exchanges(kind);
  }

  /** The latest exchange in which the peer answered; null where none is kept. */
  lastAnswered(): Exchange | null {
    return this.chain.lastAnswered();
  }

  read(id: number): Exchange {
    return this.store.read(id);
  }
}
