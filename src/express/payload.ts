/** Whether a payload may mean something to heartbeat/, at a glance. */
import { u8at } from './octets';
import { telling } from './state';

/** As in wire/payload.ts: a longer payload is told of only where it begins as HTTP/1 does. */
const LONGEST_SIGN: i32 = 512;
const HTTP: u32 = 0x48;

/**
 * Whether the payload, in a frame that ends at `end`, may be of a class that heartbeat/ is told of; condense() of
 * wire/payload.ts says whether it is.
 */
@inline
export function isTelling(payload: usize, end: usize, length: i32): bool {
  if (payload >= end) return false;
  const first = u8at(payload);
  if (length > LONGEST_SIGN) return first == HTTP;
  return load<u8>(telling + first) != 0 || end - payload < 4 || u8at(payload + 3) == 0;
}
