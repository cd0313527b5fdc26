/** What may be said before a close, as tracking/farewell.ts tells it. What comes once a side has closed takes the long way. */
import {
  CLOSE_IDLE,
  CONNECTION_FAREWELL,
  CONNECTION_FLAGS,
  FAREWELL_WITHIN,
  HALF_DISCOUNTED,
  HALF_FIN,
  HALF_LAST_WAS_DATA,
  HALF_RESUMED,
  HALF_TIME,
  LONGEST_FAREWELL,
  NEXT,
  PAYLOAD_TIME,
  RESUMED_AFTER,
} from '../tracking/row-layout';
import { coldOf } from './areas';
import { acceptedTime } from './half';
import { SECOND } from './row-writes';

/** Whether new payload comes after a FIN, or crosses a request: no farewell begins so, or another kind. `own`, `other`: flags. */
@inline
export function isOddFarewell(peer: usize, own: u32, other: u32, acknowledgment: i32): bool {
  if (((own | other) & HALF_FIN) != 0) return true;
  return (other & HALF_RESUMED) != 0 && acknowledgment != load<i32>(peer, NEXT);
}

/** Writes into the row whether other new payload is one, before the row is told of it. `idle`: without payload before it, ns. */
@inline
export function writeFarewell(
  at: usize,
  half: usize,
  peer: usize,
  row: u32,
  own: u32,
  other: u32,
  length: i32,
  idle: f64,
): void {
  const before = load<u32>(at, CONNECTION_FLAGS);
  const payloadTime = load<f64>(at, PAYLOAD_TIME);
  const isShort = length <= LONGEST_FAREWELL;
  if (idle >= <f64>RESUMED_AFTER) {
    const saidLast = (other & (HALF_LAST_WAS_DATA | HALF_DISCOUNTED)) != 0;
    if (isShort && (!saidLast || acceptedTime(peer, row, other) != payloadTime)) {
      store<u32>(at, before | CONNECTION_FAREWELL, CONNECTION_FLAGS);
      store<f32>(coldOf(at), <f32>(idle / SECOND), CLOSE_IDLE);
      return;
    }
  }
  if ((before & CONNECTION_FAREWELL) == 0) return;
  const wasLast = (own & HALF_LAST_WAS_DATA) != 0 && load<f64>(half, HALF_TIME) == payloadTime;
  if (isShort && wasLast && idle <= <f64>FAREWELL_WITHIN) return;
  store<u32>(at, before & ~CONNECTION_FAREWELL, CONNECTION_FLAGS);
  store<f32>(coldOf(at), 0, CLOSE_IDLE);
}
