/**
 * Probes that were captured after younger segments of their side. By their numbers alone they might be acknowledgments
 * that were overtaken; a known probe with the same number, sent before them, says that they are not.
 */
import type { Step } from '../tracking/step.ts';
import type { Segment } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import type { ExchangeStore } from './exchange-store.ts';
import type { Prober } from './prober.ts';

/** So many probes back is the known one looked for: nothing is overtaken by more. */
const RECENT = 8;

/**
 * Whether a late bare segment repeats the number of a probe that its side had sent before, by their TSvals: what has
 * been probed once is SND.NXT-1 as long as the number is in use.
 */
export function repeatsProbe(store: ExchangeStore, prober: Prober, step: Step, segment: Segment): boolean {
  if (!step.isLate || segment.length > 0) return false;
  let left = RECENT;
  for (const id of prober.backwards()) {
    if (left-- === 0 || store.sequence(id) !== segment.sequence) return false;
    if (distance(store.timestamp(id), segment.timestampValue) > 0) return true;
  }
  return false;
}
