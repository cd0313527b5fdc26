/** The sender's own clock in its timestamps, as tracking/sender-clock.ts reads it. */
import { HALF_TIMESTAMP_KNOWN, TIMESTAMP } from '../tracking/row-layout';
import { i32at } from './octets';

/** Whether the segment with its TSval at `timestamps` (0: it has none) was sent before what is known. `own`: HALF_ flags. */
@inline
export function isSentBefore(half: usize, own: u32, timestamps: usize): bool {
  return clockSince(half, own, timestamps) < 0;
}

/** Whether it is younger than all of them. */
@inline
export function isSentAfter(half: usize, own: u32, timestamps: usize): bool {
  return clockSince(half, own, timestamps) > 0;
}

@inline
function clockSince(half: usize, own: u32, timestamps: usize): i32 {
  if (timestamps == 0 || (own & HALF_TIMESTAMP_KNOWN) == 0) return 0;
  return i32at(timestamps) - load<i32>(half, TIMESTAMP);
}
