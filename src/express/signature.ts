/** The signature of a segment, as tracking/copies.ts makes and keeps it. */
import { HALF_FLAGS, HALF_TIME, OLDEST_SIGNATURE_SHIFT, SIGNATURES } from '../tracking/row-layout';
import { i32at } from './octets';
import { ipIdOf } from './packet';
import { codeOf, spanOf } from './span-code';

/** A power of two. */
export const KEPT: u32 = 4;
const NEXT_ENTRY: u32 = 1 << OLDEST_SIGNATURE_SHIFT;

/** Of the plain packet at `ip`, whose other numbers these are. `timestamps`: where its TSval is; 0: it has none. */
@inline
export function signatureOf(
  ip: usize,
  ipv4: bool,
  sequence: i32,
  acknowledgment: i32,
  flags: u32,
  window: u32,
  length: i32,
  timestamps: usize,
): i32 {
  const ipId = ipIdOf(ip, ipv4);
  let hash = (sequence * <i32>0x9e3779b1) ^ (acknowledgment * <i32>0x85ebca6b);
  hash ^= <i32>(flags | (window << 8)) * <i32>0xc2b2ae35;
  hash ^= (<i32>ipId | (length << 16)) * <i32>0x27d4eb2f;
  if (timestamps != 0) hash ^= (i32at(timestamps) * <i32>0x165667b1) ^ (i32at(timestamps + 4) * <i32>0x2545f491);
  if (!ipv4) hash ^= (i32at(ip) & 0xfffff) * <i32>0x7feb352d;
  return hash;
}

/** The same of a packet with SACK blocks. `sack`: where the right edge of the first is; 0: it has none. */
@inline
export function withSack(signature: i32, sack: usize): i32 {
  return sack == 0 ? signature : signature ^ (i32at(sack) * <i32>0x846ca68b);
}

/** Where the entry of the half is that has this number, modulo KEPT. */
@inline
export function entryOf(half: usize, number: u32): usize {
  return half + SIGNATURES + (<usize>(number & (KEPT - 1)) << 2);
}

/**
 * Writes the signature over the oldest one of the half, and the half's flags, with the next one marked as the oldest. The half
 * has not been told the segment's time.
 */
@inline
export function remember(half: usize, flags: u32, time: f64, signature: i32): void {
  const oldest = flags >>> OLDEST_SIGNATURE_SHIFT;
  const latest = entryOf(half, oldest + KEPT - 1);
  store<u8>(latest, <u8>codeOf(spanOf(<u32>load<u8>(latest)) + (time - load<f64>(half, HALF_TIME))));
  store<i32>(entryOf(half, oldest), signature & ~0xff);
  store<u16>(half, <u16>(flags + NEXT_ENTRY), HALF_FLAGS);
}
