/**
 * What a side's packets look like and how its connection ended, written at its first segments, after silences, at its
 * first RST, and never for an ordinary segment: by these, diagnosis/ tells who really sent a RST and who closed on whom.
 */
import { RST, type Segment } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import * as R from './rows.ts';
import { SECOND } from './time.ts';

/** Its ordinary segments: IPv4 identifications that are not 0. */
export const TRAIT_IP_ID = 0x01;
/** Its first RST. */
export const TRAIT_RESET_IP_ID = 0x02;
export const TRAIT_RESET_TIMESTAMPS = 0x04;
export const TRAIT_RESET_WINDOW = 0x08;
/** Its ordinary segments: a TSecr that is not 0. */
export const TRAIT_ECHO = 0x10;

/** A segment before the side has finished its handshake; the first one after it, or of a capture that began later. */
export function writeTraits(page: DataView, half: number, segment: Segment): void {
  if (segment.flags & RST) return;
  const cold = R.coldOfHalf(half);
  page.setUint8(cold + R.TTL, segment.ttl);
  const echoes = segment.hasTimestamps === 1 && segment.timestampEcho !== 0;
  const traits = (segment.ipId === 0 ? 0 : TRAIT_IP_ID) | (echoes ? TRAIT_ECHO : 0);
  page.setUint8(cold + R.TRAITS, traits);
}

/** A later segment that is no probe, after a silence: routes change. */
export function writeTtl(page: DataView, half: number, { flags, ttl }: Segment): void {
  if ((flags & RST) === 0) page.setUint8(R.coldOfHalf(half) + R.TTL, ttl);
}

/**
 * The first RST of the connection. The row is as the segments before left it: what the RST's sender sent last is still
 * there, so data that met its closed end is known by the times.
 */
export function writeResetTraits(
  page: DataView,
  at: number,
  half: number,
  peerHalf: number,
  segment: Segment,
): void {
  const cold = R.coldOfHalf(half);
  let traits = page.getUint8(cold + R.TRAITS) & (TRAIT_IP_ID | TRAIT_ECHO);
  if (segment.ipId !== 0) traits |= TRAIT_RESET_IP_ID;
  if (segment.hasTimestamps) traits |= TRAIT_RESET_TIMESTAMPS;
  if (segment.window !== 0) traits |= TRAIT_RESET_WINDOW;
  page.setUint8(cold + R.TRAITS, traits);
  page.setUint8(cold + R.RESET_TTL, segment.ttl);
  writeLateData(page, at, half, peerHalf);
}

/** The peer's last segment was new data, no goodbye, sent after the FIN of the RST's sender and not acknowledged. */
function writeLateData(page: DataView, at: number, half: number, peerHalf: number): void {
  if (R.finFrame(page, half) === 0 || R.finFrame(page, peerHalf) !== 0) return;
  if (page.getUint32(at + R.CONNECTION_FLAGS, true) & R.CONNECTION_FAREWELL) return;
  const sent = page.getFloat64(peerHalf + R.HALF_TIME, true);
  const delay = sent - page.getFloat64(half + R.HALF_TIME, true);
  const isData = (page.getUint16(peerHalf + R.HALF_FLAGS, true) & R.HALF_LAST_WAS_DATA) !== 0;
  const isNew = page.getFloat64(at + R.PAYLOAD_TIME, true) === sent;
  const isLast = R.lastTime(page, at) === sent;
  const acknowledged = page.getInt32(half + R.ACKNOWLEDGED, true);
  if (!isData || !isNew || !isLast || delay < 0) return;
  if (distance(acknowledged, page.getInt32(peerHalf + R.NEXT, true)) <= 0) return;
  const rare = R.rareOf(at);
  page.setUint32(rare + R.LATE_DATA_FRAME, page.getUint32(at + R.LAST_FRAME, true), true);
  page.setFloat32(rare + R.LATE_DATA_DELAY, delay / SECOND, true);
}

/** An ICMP error that quotes a segment of the connection. */
export function writeIcmpError(page: DataView, at: number, segment: Segment): void {
  if (isTooBig(segment)) return;
  const rare = R.rareOf(at);
  const count = page.getUint16(rare + R.ICMP_COUNT, true);
  if (count < 0xffff) page.setUint16(rare + R.ICMP_COUNT, count + 1, true);
  if (count > 0) return;
  page.setUint32(rare + R.ICMP_FRAME, segment.frame, true);
  page.setUint8(rare + R.ICMP_TYPE, segment.icmpType);
  page.setUint8(rare + R.ICMP_CODE, segment.icmpCode);
}

/** Path MTU discovery (RFC 1191 §4; RFC 8201: type 2) is the ordinary life of a connection, and so is source quench. */
function isTooBig({ ipVersion, icmpType, icmpCode }: Segment): boolean {
  if (ipVersion === 6) return icmpType === 2;
  return (icmpType === 3 && icmpCode === 4) || icmpType === 4;
}
