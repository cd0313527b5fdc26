/** What a payload says, as wire/payload.ts condenses it. */
import { isFarewellOfTls } from '../wire/farewell-length';
import { i32at, u8at } from './octets';
import { known, told } from './state';

/** As in wire/payload-class.ts. */
export const REQUEST: u32 = 1;
export const TLS_DATA: u32 = 2;
const TOLD: u32 = 8;
/** As in wire/payload.ts. */
const HTTP: i32 = 0x48545450;
const TLS_APPLICATION_DATA: u32 = 0x1703;

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
  if (<u32>word >>> 16 == TLS_APPLICATION_DATA) return (TLS_DATA << 24) | mixed(word);
  const isKnown = (word & 0xff) == 0 || <u32>length <= longest(known, <u32>word >>> 24);
  return isKnown ? condense(payload, end, length) : mixed(word);
}

/** Whether its class is one that heartbeat/ or tracking/farewell.ts is told of, or it is such a farewell. */
@inline
export function isTold(payload: usize, end: usize, length: i32): bool {
  if (!mayBeTold(payload, end, length)) return false;
  return isToldClass(condense(payload, end, length), length);
}

/** The same, where class and detail are known. A farewell may be application data of TLS; others have a class of their own. */
@inline
export function isToldClass(condensed: u32, length: i32): bool {
  return classOf(condensed) >= TOLD || (classOf(condensed) == TLS_DATA && isFarewellOfTls(length));
}

@inline
export function mayBeTold(payload: usize, end: usize, length: i32): bool {
  if (payload >= end) return false;
  const first = u8at(payload);
  if (<u32>length > longest(told, first)) return false;
  return first != <u32>HTTP >>> 24 || (payload + 4 <= end && i32at(payload) == HTTP);
}

/** What a table says of a payload's first octet. */
@inline
function longest(table: usize, first: u32): u32 {
  return load<u32>(table + (<usize>first << 2));
}

@inline
function mixed(word: i32): u32 {
  const hash = (word ^ <i32>(<u32>word >>> 15)) * 0x2c1b3c6d;
  return ((<u32>hash ^ (<u32>hash >>> 12)) & 0xffffff) | 1;
}
