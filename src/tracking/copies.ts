/**
 * Frames that were captured more than once: `-i any` sees a packet on each interface, a mirror port sees it come and
 * go, merged files hold it from both places. A copy repeats every field of its original, so a signature of the fields
 * is kept for the last segments of each side. A retransmission or a later probe differs: in its IP identification and
 * TSval where there are any. Without an IP identification a host may send the same segment several times at once: a
 * RST or an acknowledgment for each segment that met it. Then it is a copy only where the capture has just shown copies.
 */
import { FIN, type Segment, SYN } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import * as R from './rows.ts';
import { codeOf, spanOf } from './span-code.ts';

/** Signatures of a side: a burst of so many segments may be captured before its copies are. A power of two. */
const KEPT = 4;
/**
 * An entry is a word: 24 bits of the signature, and below them the code (span-code.ts) of the time until the next segment was
 * remembered; of the latest, until the side's last segment. So all their ages are known from the half's time. That of the
 * latest is exact, each time before it up to an eighth too short. What is not remembered in between makes that more, and a
 * clock that runs back makes ages longer by as much: both are bursts and merged files at their oddest.
 */
const ENTRY_OCTETS = 4;
const NEXT_ENTRY = 1 << R.OLDEST_SIGNATURE_SHIFT;

/** Two fields that change from packet to packet: equal ones mean a copy, however late. */
const ALWAYS = Number.POSITIVE_INFINITY;
/**
 * One such field: below any retransmission timeout (RFC 6298 §2.4 allows no less than 1 s; 0.18 s is seen, with the IP
 * identification unchanged).
 */
const WITH_ONE_WITNESS = 5e7;
/** One, in a probe without payload: TCP_KEEPINTVL counts seconds. */
const PROBE_WITH_ONE_WITNESS = 9e8;
/** None. */
const WITHOUT_WITNESS = 2e7;
/** None, and nothing in this capture says that it holds copies: payload is sent again this soon by no timer. */
const UNEXPECTED = 1e6;
const NEVER = 0;
/** A capture that holds copies has shown one at most so many new segments ago; at its beginning it may be about to. */
const RECENT = 2;

/** A segment that its sender repeats within this of its last one is a copy, whose original is forgotten: ns. */
export const BURST = 1e6;

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

/** Whether the segment, of the side whose half starts at `half` in the row at `at`, was captured shortly before. */
export function isCopy(
  page: DataView,
  at: number,
  half: number,
  segment: Segment,
  signature: number,
): boolean {
  return isRepeated(page, half, segment, signature, limitOf(page, at, half, segment));
}

/** Whether the side sent a segment with this signature less than `within` ns ago: behind a router, say. */
export function isForwarded(page: DataView, half: number, segment: Segment, within: number): boolean {
  return isRepeated(page, half, segment, signatureOf(segment), within);
}

/**
 * Writes the signature over the oldest one, before the half is told the segment's time; returns the half's flags with the next
 * one marked as the oldest.
 */
export function rememberSignature(
  page: DataView,
  half: number,
  flags: number,
  segment: Segment,
  signature: number,
): number {
  ageSignatures(page, half, flags, segment);
  page.setInt32(entryOf(half, flags >>> R.OLDEST_SIGNATURE_SHIFT), signature & ~0xff, true);
  return (flags + NEXT_ENTRY) & 0xffff;
}

/** A segment comes that is not remembered, or not yet: the latest entry grows older. Returns the flags as they were. */
export function ageSignatures(page: DataView, half: number, flags: number, { time }: Segment): number {
  const latest = entryOf(half, (flags >>> R.OLDEST_SIGNATURE_SHIFT) - 1);
  const since = time - page.getFloat64(half + R.HALF_TIME, true);
  page.setUint8(latest, codeOf(spanOf(page.getUint8(latest)) + since));
  return flags;
}

/** How soon after its like a segment must come to be its copy, ns. */
function limitOf(page: DataView, at: number, half: number, segment: Segment): number {
  const witnesses = (segment.ipId === 0 ? 0 : 1) + segment.hasTimestamps;
  if (witnesses === 2) return ALWAYS;
  const isProbe = hasNumberOfProbe(page, half, segment);
  if (witnesses === 1 && isProbe && segment.length === 0) return PROBE_WITH_ONE_WITNESS;
  const limit = witnesses === 1 ? WITH_ONE_WITNESS : WITHOUT_WITNESS;
  if (segment.ipId !== 0) return limit;
  // Unsigned: the count starts again after 32 bits.
  const sinceCopy =
    (page.getUint32(at + R.SEGMENTS, true) - page.getUint32(R.rareOf(at) + R.COPIED_AT, true)) >>> 0;
  // No host sends two SYNs or probes within a fifth of a second.
  if (sinceCopy <= RECENT || isProbe || segment.flags & SYN) return limit;
  if (segment.length > 0 || segment.flags & FIN) return segment.hasTimestamps ? limit : UNEXPECTED;
  return NEVER;
}

function hasNumberOfProbe(page: DataView, half: number, { length, sequence, flags }: Segment): boolean {
  const isFirm = (page.getUint16(half + R.HALF_FLAGS, true) & R.HALF_NEXT_FIRM) !== 0;
  return (
    isFirm &&
    length <= 1 &&
    (flags & (SYN | FIN)) === 0 &&
    distance(page.getInt32(half + R.NEXT, true), sequence) === -1
  );
}

function isRepeated(
  page: DataView,
  half: number,
  segment: Segment,
  signature: number,
  within: number,
): boolean {
  const oldest = page.getUint16(half + R.HALF_FLAGS, true) >>> R.OLDEST_SIGNATURE_SHIFT;
  let age = segment.time - page.getFloat64(half + R.HALF_TIME, true);
  for (let number = oldest + KEPT - 1; number >= oldest; number--) {
    const word = page.getInt32(entryOf(half, number), true);
    age += spanOf(word & 0xff);
    if (((word ^ signature) & ~0xff) === 0 && Math.abs(age) < within) return true;
  }
  return false;
}

function entryOf(half: number, number: number): number {
  return half + R.SIGNATURES + (number & (KEPT - 1)) * ENTRY_OCTETS;
}
