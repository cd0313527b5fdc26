/**
 * A connection that goes on, seen as if its capture ended now: a probe that was just sent is pending, one that has
 * waited for too long is unanswered. Nothing of it stays in the books.
 */
import type { ExchangeStore } from './exchange-store.ts';
import type { Watch } from './watch.ts';

/** Gives what `look` gives; `now` in ns. What it gives must not read the books later. */
export function asIfEndedAt<T>(
  watch: Watch | undefined,
  store: ExchangeStore,
  now: number,
  look: () => T,
): T {
  const pending = (watch?.sides ?? [])
    .map((side) => side?.prober.pendingAt(now) ?? 0)
    .filter((id) => id !== 0);
  for (const id of pending) store.setOutcome(id, 'pending');
  try {
    return look();
  } finally {
    for (const id of pending) store.setOutcome(id, 'unanswered');
  }
}
