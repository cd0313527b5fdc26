/**
 * How runs of probes ended in a RST. Only the ids of the probes are kept, and the exchanges are read from the store when
 * they are asked for: of a large capture few are, and ids travel from thread to thread where objects would be slow.
 */
import type { Direction } from '../tracking/rows.ts';
import type { Exchange } from './exchange.ts';
import type { ExchangeStore } from './exchange-store.ts';
import type { GiveUp, LostState } from './watch.ts';

/** A GiveUp as numbers. `probes`: ids. */
export interface GiveUpIds {
  direction: Direction;
  frame: number;
  time: number;
  probes: readonly number[];
}

/** A LostState as numbers. `probe`, `inVain`: ids. */
export interface LostStateIds {
  probe: number;
  inVain: readonly number[];
  frame: number;
}

export class StoredGiveUp implements GiveUp {
  readonly ids: GiveUpIds;
  private readonly store: ExchangeStore;

  /** The probes must be pinned in the store. */
  constructor(store: ExchangeStore, ids: GiveUpIds) {
    this.store = store;
    this.ids = ids;
  }

  get direction(): Direction {
    return this.ids.direction;
  }

  get frame(): number {
    return this.ids.frame;
  }

  get time(): number {
    return this.ids.time;
  }

  get probes(): Exchange[] {
    return this.ids.probes.map((id) => this.store.read(id));
  }
}

export class StoredLostState implements LostState {
  readonly ids: LostStateIds;
  private readonly store: ExchangeStore;

  /** The probes must be pinned in the store. */
  constructor(store: ExchangeStore, ids: LostStateIds) {
    this.store = store;
    this.ids = ids;
  }

  get frame(): number {
    return this.ids.frame;
  }

  get probe(): Exchange {
    return this.store.read(this.ids.probe);
  }

  get inVain(): Exchange[] {
    return this.ids.inVain.map((id) => this.store.read(id));
  }
}
