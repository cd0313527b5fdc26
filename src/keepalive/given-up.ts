/**
 * That a prober has given up, as its row says it, where express/ may have written it. The run that was in vain is told by its
 * first and last probe: express/ takes no more probes of the connection (CONNECTION_OPEN), so the chain still has them all.
 */
import { CONNECTION_FLAGS, CONNECTION_OPEN, type Direction } from '../tracking/rows.ts';
import { StoredGiveUp } from './endings.ts';
import type { ExchangeStore } from './exchange-store.ts';
import type { Stores } from './probe-books.ts';
import { GAVE_UP_FIRST, GAVE_UP_FRAME, GAVE_UP_LAST } from './prober-layout.ts';
import { ProberRow } from './prober-row.ts';

/** Of a connection of which keepalive/watches.ts keeps none, which is one at most; null: there is none. */
export function giveUpsOf(stores: Stores, row: number): StoredGiveUp[] | null {
  const { rows } = stores;
  if ((rows.page(row).getUint32(rows.at(row) + CONNECTION_FLAGS, true) & CONNECTION_OPEN) === 0) return null;
  const giveUp = giveUpOf(stores, row, 0) ?? giveUpOf(stores, row, 1);
  return giveUp === null ? null : [giveUp];
}

function giveUpOf(
  { rows, probers, exchanges }: Stores,
  row: number,
  direction: Direction,
): StoredGiveUp | null {
  const id = rows.prober(row, direction);
  if (id === 0) return null;
  const prober = new ProberRow(probers, id);
  const frame = prober.rest(GAVE_UP_FRAME);
  if (frame === 0) return null;
  const probes = probesBetween(exchanges, prober.rest(GAVE_UP_FIRST), prober.rest(GAVE_UP_LAST));
  return new StoredGiveUp(exchanges, { direction, frame, time: prober.gaveUpTime, probes });
}

/** Ids of the keepalive probes of a chain from `first` to `last`, in order. */
export function probesBetween(store: ExchangeStore, first: number, last: number): number[] {
  const probes: number[] = [];
  for (let id = last; id !== 0; id = id === first ? 0 : store.previous(id))
    if (store.kind(id) === 'probe') probes.push(id);
  return probes.reverse();
}
