/** What a payload says, as wire/payload.ts condenses it. */
import { i32at, u8at } from './octets';
import { known, telling } from './state';

/** As in wire/payload-class.ts. */
export const REQUEST: u32 = 1;
export const TLS_DATA: u32 = 2;
const TOLD: u32 = 8;
/** As in wire/payload.ts: a longer payload is told of only where it begins as HTTP/1 does. */
const LONGEST_SIGN: i32 = 512;
const HTTP: u32 = 0x48;

/** condense() of wire/payload.ts itself: the host's, for the few payloads that a glance does not settle. */
@external("env", "condense")
declare function condense(payload: usize, end: usize, length: i32): u32;

@inline
export function classOf(condensed: u32): u32 {
  return condensed >>> 24;
}

@inline
export function detailOf(condensed: u32): u32 {
  return condensed & 0xffffff;
}

/** Class and detail of the payload of so many octets, of which [payload, end) are captured. */
@inline
export function condensed(payload: usize, end: usize, length: i32): u32 {
  if (end < payload + 4) return condense(payload, end, length);
  const word = i32at(payload);
  const isKnown = (word & 0xff) == 0 || load<u8>(known + (<u32>word >>> 24)) != 0;
  return isKnown ? condense(payload, end, length) : mixed(word);
}

/** Whether its class is one that heartbeat/ is told of. */
@inline
export function isTold(payload: usize, end: usize, length: i32): bool {
  return mayBeTold(payload, end, length) && classOf(condense(payload, end, length)) >= TOLD;
}

@inline
function mayBeTold(payload: usize, end: usize, length: i32): bool {
  if (payload >= end) return false;
  const first = u8at(payload);
  if (length > LONGEST_SIGN) return first == HTTP;
  return load<u8>(telling + first) != 0 || end < payload + 4 || u8at(payload + 3) == 0;
}

@inline
function mixed(word: i32): u32 {
  const hash = (word ^ <i32>(<u32>word >>> 15)) * 0x2c1b3c6d;
  return ((<u32>hash ^ (<u32>hash >>> 12)) & 0xffffff) | 1;
}
