/** A side of a connection in its row. */
import {
  ACCEPTED_TIME,
  CONNECTION_FLAGS,
  CONNECTION_LAST_OF_RESPONDER,
  HALF_DISCOUNTED,
  HALF_TIME,
  OCTETS,
  OCTETS_ABOVE,
  ORIGINATOR_HALF,
  RESPONDER_HALF,
} from '../tracking/row-layout';
import { isOfResponder, probedOfHalf, rareOf } from './areas';

/** Where the half begins in the row at `at`. */
@inline
export function halfOf(at: usize, isResponder: bool): usize {
  return at + (isResponder ? RESPONDER_HALF : ORIGINATOR_HALF);
}

/** When the last segment of the connection came, whichever side sent it, ns. */
@inline
export function lastTime(at: usize): f64 {
  return load<f64>(halfOf(at, (load<u32>(at, CONNECTION_FLAGS) & CONNECTION_LAST_OF_RESPONDER) != 0), HALF_TIME);
}

/** Whether the side has sent payload. */
@inline
export function hasSent(half: usize, row: u32): bool {
  return load<u32>(half, OCTETS) != 0 || load<u32>(rareOf(row) + (isOfResponder(half) ? 4 : 0), OCTETS_ABOVE) != 0;
}

/** When the side of `half` of that row, whose flags these are, last sent something that restarts its peer's idle clock, ns. */
@inline
export function acceptedTime(half: usize, row: u32, flags: u32): f64 {
  if ((flags & HALF_DISCOUNTED) == 0) return load<f64>(half, HALF_TIME);
  return load<f64>(probedOfHalf(half, row), ACCEPTED_TIME);
}
