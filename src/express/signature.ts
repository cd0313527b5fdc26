/** The signature of a segment, as tracking/copies.ts makes and keeps it. */
import { HALF_FLAGS, OLDEST_SIGNATURE_SHIFT, SIGNATURES } from '../tracking/row-layout';
import { i32at } from './octets';
import { ipIdOf } from './packet';

/** One unit of the stored time, ns. */
export const TIME_UNIT: f64 = 262144;
/** 1.5 * 2^52: added to it, a number is rounded to a whole one, which its lowest bits are. */
const ROUNDING: f64 = 6755399441055744;
export const ENTRY_OCTETS: usize = 6;
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

/** The whole number modulo 2^32. */
@inline
export function storedTime(time: f64): u32 {
  return <u32>reinterpret<u64>(time / TIME_UNIT + ROUNDING);
}

/** Writes the signature over the oldest one of the half, and the half's flags, with the next one marked as the oldest. */
@inline
export function remember(half: usize, flags: u32, time: f64, signature: i32): void {
  const entry = half + SIGNATURES + <usize>(flags >>> OLDEST_SIGNATURE_SHIFT) * ENTRY_OCTETS;
  const stored = storedTime(time);
  store<i32>(entry, (signature & ~0xff) | <i32>((stored >>> 16) & 0xff));
  store<u16>(entry, <u16>stored, 4);
  store<u16>(half, <u16>(flags + NEXT_ENTRY), HALF_FLAGS);
}
