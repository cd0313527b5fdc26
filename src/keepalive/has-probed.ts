/** What the books of a prober tell at a glance. */
import { PROBES, WINDOW_PROBES } from './prober-layout.ts';
import type { ProberStore } from './prober-store.ts';

/** Whether the prober has sent a probe, of whatever kind. `id`: its books; 0: the side is none. */
export function hasProbed(probers: ProberStore, id: number): boolean {
  return id !== 0 && probers.number(id, PROBES) + probers.number(id, WINDOW_PROBES) > 0;
}
