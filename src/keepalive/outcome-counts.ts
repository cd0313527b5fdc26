/** How many keepalive probes came to which outcome: the usual outcomes are in the row of a prober, the others in its rest. */
import { PROBE_OUTCOMES, type ProbeOutcome } from './exchange.ts';
import { COUNTS, OTHER_COUNTS, USUAL_OUTCOMES } from './prober-layout.ts';
import type { ProberRow } from './prober-row.ts';
import type { ProberStore } from './prober-store.ts';

/** `outcome`: its place in PROBE_OUTCOMES. */
export function countOutcome(row: ProberRow, outcome: number, by: 1 | -1): void {
  if (outcome < USUAL_OUTCOMES) row.add(COUNTS + 4 * outcome, by);
  else row.addRest(OTHER_COUNTS + 4 * (outcome - USUAL_OUTCOMES), by);
}

/** Of the prober with this id. */
export function outcomeCount(probers: ProberStore, id: number, outcome: number): number {
  return outcome < USUAL_OUTCOMES
    ? probers.number(id, COUNTS + 4 * outcome)
    : probers.numberOfRest(id, OTHER_COUNTS + 4 * (outcome - USUAL_OUTCOMES));
}

export function outcomesOf(row: ProberRow): Record<ProbeOutcome, number> {
  return {
    acknowledged: numberOf(row, 'acknowledged'),
    data: numberOf(row, 'data'),
    reset: numberOf(row, 'reset'),
    'icmp-error': numberOf(row, 'icmp-error'),
    unanswered: numberOf(row, 'unanswered'),
    pending: numberOf(row, 'pending'),
  };
}

function numberOf({ store, id }: ProberRow, outcome: ProbeOutcome): number {
  return outcomeCount(store, id, PROBE_OUTCOMES.indexOf(outcome));
}
