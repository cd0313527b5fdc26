/** The sender's own clock in its timestamps, as tracking/sender-clock.ts reads it. */
import { HALF_TIMESTAMP_KNOWN, TIMESTAMP } from '../tracking/row-layout';
import { i32at } from './octets';
import { TIMESTAMP_VALUE } from './packet';

/** Whether the segment with its TCP header at `tcp` was sent before what is known. `own`: flags of the half. */
@inline
export function isSentBefore(half: usize, own: u32, tcp: usize, hasTimestamps: bool): bool {
  if (!hasTimestamps || (own & HALF_TIMESTAMP_KNOWN) == 0) return false;
  return i32at(tcp + TIMESTAMP_VALUE) - load<i32>(half, TIMESTAMP) < 0;
}
