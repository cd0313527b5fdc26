/** What the books of a prober tell at a glance. */
import { ICMP_ERROR_PROBE, UNANSWERED_PROBE } from './exchange-layout.ts';
import { outcomeCount } from './outcome-counts.ts';
import { GAVE_UP_FRAME, PROBES, WINDOW_PROBES } from './prober-layout.ts';
import type { ProberStore } from './prober-store.ts';

/** Whether the prober has sent a probe, of whatever kind. `id`: its books; 0: the side is none. */
export function hasProbed(probers: ProberStore, id: number): boolean {
  return id !== 0 && probers.number(id, PROBES) + probers.number(id, WINDOW_PROBES) > 0;
}

/** Whether it gave up, or nothing answered some of its keepalive probes but an ICMP error. */
export function hasProbedInVain(probers: ProberStore, id: number): boolean {
  if (id === 0) return false;
  const unanswered = outcomeCount(probers, id, UNANSWERED_PROBE);
  const errors = outcomeCount(probers, id, ICMP_ERROR_PROBE);
  return unanswered + errors + probers.numberOfRest(id, GAVE_UP_FRAME) > 0;
}
