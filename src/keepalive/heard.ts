/** What a prober's timestamps say of what it received, be it in the capture or not. */
import type { Segment } from '../wire/segment.ts';
import type { Side } from './watch.ts';

/**
 * Whether the probe's TSecr is another than that of its side's probe before: something was received in between (RFC
 * 7323 §4.3: TS.Recent is updated by what arrives in order, which a keepalive probe does not). Must be asked for every
 * probe, once, in order.
 */
export function hasHeard(side: Side, probe: Segment): boolean {
  const before = side.prober.echo;
  const echo = probe.hasTimestamps ? probe.timestampEcho : null;
  side.prober.echo = echo;
  return before !== null && echo !== null && echo !== before;
}
