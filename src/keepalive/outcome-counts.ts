/** How many keepalive probes came to which outcome. */
import { PROBE_OUTCOMES, type ProbeOutcome } from './exchange.ts';
import { COUNTS } from './prober-layout.ts';
import type { ProberRow } from './prober-row.ts';

/** `outcome`: its place in PROBE_OUTCOMES. */
export function countOutcome(row: ProberRow, outcome: number, by: 1 | -1): void {
  row.add(COUNTS + 4 * outcome, by);
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

function numberOf(row: ProberRow, outcome: ProbeOutcome): number {
  return row.number(COUNTS + 4 * PROBE_OUTCOMES.indexOf(outcome));
}
