/** A side of a connection in its row. */
import {
  ACCEPTED_TIME,
  HALF_DISCOUNTED,
  HALF_TIME,
  ORIGINATOR_HALF,
  RESPONDER_HALF,
} from '../tracking/row-layout';
import { seldomOf } from './areas';

/** Where the half begins in the row at `at`. */
@inline
export function halfOf(at: usize, isResponder: bool): usize {
  return at + (isResponder ? RESPONDER_HALF : ORIGINATOR_HALF);
}

/** When the side of `half` of that row, whose flags these are, last sent something that restarts its peer's idle clock, ns. */
@inline
export function acceptedTime(half: usize, row: u32, flags: u32): f64 {
  if ((flags & HALF_DISCOUNTED) == 0) return load<f64>(half, HALF_TIME);
  return load<f64>(seldomOf(half, row), ACCEPTED_TIME);
}
