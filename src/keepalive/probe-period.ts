/** How often a side probes, as its last two probes say. */
import type { ExchangeStore } from './exchange-store.ts';

/**
 * The time between them, ns, where an idle time lies between them: each followed an answer. What was in vain is repeated
 * sooner; then, and where there are no two, Infinity. `latest`: the id of the side's latest probe, 0: there is none.
 */
export function idlePeriod(exchanges: ExchangeStore, latest: number): number {
  const before = latest === 0 ? 0 : exchanges.previous(latest);
  if (before === 0 || !isFirst(exchanges, latest) || !isFirst(exchanges, before))
    return Number.POSITIVE_INFINITY;
  return exchanges.time(latest) - exchanges.time(before);
}

function isFirst(exchanges: ExchangeStore, id: number): boolean {
  return exchanges.position(id) === 1 && exchanges.kind(id) === 'probe';
}
