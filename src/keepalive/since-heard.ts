/** Which probes in a row are in vain for certain: a prober's timestamps tell of answers that were not captured. */
import type { Exchange } from './exchange.ts';

/** Those since the prober last received something. */
export function sinceHeard(probes: readonly Exchange[]): readonly Exchange[] {
  return probes.slice(Math.max(0, probes.findLastIndex(isHeard)));
}

/** An answer that was not captured came before this probe, and after the one before it. */
export function isHeardInRun(probe: Exchange): boolean {
  return probe.position > 1 && isHeard(probe);
}

function isHeard({ timestamps, heard }: Exchange): boolean {
  return timestamps && heard;
}
