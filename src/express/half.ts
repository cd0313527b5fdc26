/** A side of a connection in its row. */
import {
  ACCEPTED_TIME,
  HALF_DISCOUNTED,
  HALF_TIME,
  ORIGINATOR_HALF,
  RESPONDER_HALF,
} from '../tracking/row-layout';

/** Where the half begins in the row at `at`. */
@inline
export function halfOf(at: usize, isResponder: bool): usize {
  return at + (isResponder ? RESPONDER_HALF : ORIGINATOR_HALF);
}

/** When the side of `half`, whose flags these are, last sent something that restarts its peer's idle clock, ns. */
@inline
export function acceptedTime(half: usize, flags: u32): f64 {
  return (flags & HALF_DISCOUNTED) != 0 ? load<f64>(half, ACCEPTED_TIME) : load<f64>(half, HALF_TIME);
}
