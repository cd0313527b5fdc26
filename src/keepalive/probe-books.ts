/** What is left of the probes of a connection when all is read: what diagnosis and reports ask. */
import type { Direction } from '../tracking/rows.ts';
import type { ExchangeStore } from './exchange-store.ts';
import { Prober } from './prober.ts';
import { ProberRow } from './prober-row.ts';
import type { ProberStore } from './prober-store.ts';
import type { GiveUp, LostState } from './watch.ts';

export interface ProbeBooks {
  readonly sides: readonly [{ prober: Prober } | null, { prober: Prober } | null];
  readonly gaveUp: readonly GiveUp[] | null;
  readonly lostState: LostState | null;
}

/** Where the numbers of probers and their exchanges are. */
export interface Stores {
  readonly exchanges: ExchangeStore;
  readonly probers: ProberStore;
}

/** Both sides of the row of this id, 0: none; null for one that has not probed. */
export function sidesIn(stores: Stores, id: number): ProbeBooks['sides'] {
  return id === 0 ? [null, null] : [sideIn(stores, id, 0), sideIn(stores, id, 1)];
}

function sideIn({ exchanges, probers }: Stores, id: number, direction: Direction): { prober: Prober } | null {
  const prober = new Prober(exchanges, new ProberRow(probers, id, direction), 0);
  return prober.hasProbed ? { prober } : null;
}
