/** What is left of the probes of a connection when all is read: what diagnosis and reports ask. */
import type { Direction, Rows } from '../tracking/rows.ts';
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

/** Where the numbers of connections, probers and their exchanges are. */
export interface Stores {
  readonly rows: Rows;
  readonly exchanges: ExchangeStore;
  readonly probers: ProberStore;
}

/** Both sides of a row; null for one that has not probed. */
export function sidesOf(stores: Stores, row: number): ProbeBooks['sides'] {
  return [sideOf(stores, row, 0), sideOf(stores, row, 1)];
}

function sideOf(
  { rows, exchanges, probers }: Stores,
  row: number,
  direction: Direction,
): { prober: Prober } | null {
  const id = rows.prober(row, direction);
  if (id === 0) return null;
  const prober = new Prober(exchanges, new ProberRow(probers, id), 0);
  return prober.hasProbed ? { prober } : null;
}
