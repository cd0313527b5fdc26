/**
 * Frames that were captured twice: `-i any` sees a packet on each interface, a mirror port sees it come and go, merged
 * files hold it from both places. A copy repeats every field of its original, so a signature of the fields is kept for
 * the last two segments of each side. A retransmission or a later probe differs: in its IP identification and TSval
 * where there are any; where there is neither (IPv6 without timestamps), only nearness in time tells.
 */
import type { Segment } from '../wire/segment.ts';
import { HALF_SECOND_SIGNATURE, SIGNATURES } from './rows.ts';

/** One unit of the stored time is 2^16 ns, so that 78 hours fit into 32 bits. */
const TIME_UNIT = 65_536;

/** Two fields that change from packet to packet: equal ones mean a copy, however late. */
const WITHIN_ALWAYS = 2 ** 32;
/**
 * One such field: below any retransmission timeout (RFC 6298 §2.4 allows no less than 1 s; 0.18 s is seen, with the IP
 * identification unchanged).
 */
const WITHIN_ONE_WITNESS = Math.round(5e7 / TIME_UNIT);
/** None. */
const WITHIN_NO_WITNESS = Math.round(2e7 / TIME_UNIT);

/**
 * Hash of all that a copy repeats: sequence, flags, window, length, options, IP identification, flow label. Int32. Mixed
 * from products by odd constants that do not wait for one another.
 */
export function signatureOf(segment: Segment): number {
  let hash = Math.imul(segment.sequence, 0x9e37_79b1) ^ Math.imul(segment.acknowledgment, 0x85eb_ca6b);
  hash ^= Math.imul(segment.flags | (segment.window << 8), 0xc2b2_ae35);
  hash ^= Math.imul(segment.ipId | (segment.length << 16), 0x27d4_eb2f);
  if (segment.hasTimestamps) {
    hash ^= Math.imul(segment.timestampValue, 0x1656_67b1) ^ Math.imul(segment.timestampEcho, 0x2545_f491);
  }
  // Linux takes another flow label for a retransmission (sk_rethink_txhash); a copy keeps it.
  if (segment.ipVersion === 6) hash ^= Math.imul(segment.flowLabel, 0x7feb_352d);
  if (segment.sackBlocks > 0) hash ^= Math.imul(segment.sackRight, 0x846c_a68b);
  return hash;
}

/** Whether the side whose half starts at `half` sent a segment with this signature shortly before. */
export function isCopy(page: DataView, half: number, segment: Segment, signature: number): boolean {
  const witnesses = segment.hasTimestamps + (segment.ipId !== 0 ? 1 : 0);
  const within = witnesses === 2 ? WITHIN_ALWAYS : witnesses === 1 ? WITHIN_ONE_WITNESS : WITHIN_NO_WITNESS;
  for (let entry = half + SIGNATURES; entry < half + SIGNATURES + 16; entry += 8) {
    if (page.getInt32(entry, true) !== signature) continue;
    const apart = Math.abs((storedTime(segment.time) - page.getInt32(entry + 4, true)) | 0);
    if (apart < within) return true;
  }
  return false;
}

/** Writes the signature over the older of the two; returns the half's flags with the other one marked as older. */
export function rememberSignature(
  page: DataView,
  half: number,
  flags: number,
  segment: Segment,
  signature: number,
): number {
  const entry = half + SIGNATURES + (flags & HALF_SECOND_SIGNATURE ? 8 : 0);
  page.setInt32(entry, signature, true);
  page.setInt32(entry + 4, storedTime(segment.time), true);
  return flags ^ HALF_SECOND_SIGNATURE;
}

function storedTime(time: number): number {
  return (time / TIME_UNIT) | 0;
}
