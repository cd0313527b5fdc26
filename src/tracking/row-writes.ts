/** What a segment leaves in the row of its connection, beside the numbers of growth.ts. */
import { detailOf } from '../wire/payload-class.ts';
import { MISSING_WINDOW, RST, type Segment } from '../wire/segment.ts';
import { writeLongest } from './longest.ts';
import * as R from './rows.ts';
import { SECOND } from './time.ts';

/** Sets or clears a CONNECTION_ flag. */
export function writeFlag(rows: R.Rows, row: number, flag: number, wanted: boolean): void {
  const page = rows.page(row);
  const flags = rows.at(row) + R.CONNECTION_FLAGS;
  const before = page.getUint32(flags, true);
  page.setUint32(flags, wanted ? before | flag : before & ~flag, true);
}

/**
 * Payload beyond SND.NXT; gives the flags of the half that come with it. `own`: those before; `silence`: before the segment,
 * ns.
 */
export function writeNewData(
  page: DataView,
  at: number,
  direction: R.Direction,
  own: number,
  silence: number,
  segment: Segment,
): number {
  const half = at + R.halfOffset(direction);
  writeOctets(page, at, direction, segment.length);
  if (silence < R.RESUMED_AFTER || own & R.HALF_RESUMED) return 0;
  const seldom = R.ownSeldomOfHalf(page, half);
  page.setUint32(seldom + R.RESUME_FRAME, segment.frame, true);
  page.setFloat32(seldom + R.RESUME_SILENCE, silence / SECOND, true);
  page.setFloat32(
    seldom + R.RESUME_PRECEDENT,
    page.getFloat64(R.coldOf(at) + R.LONGEST_SILENCE, true) / SECOND,
    true,
  );
  return R.HALF_RESUMED;
}

function writeOctets(page: DataView, at: number, direction: R.Direction, length: number): void {
  const octets = at + R.halfOffset(direction) + R.OCTETS;
  const sum = page.getUint32(octets, true) + length;
  page.setUint32(octets, sum, true);
  if (sum < 2 ** 32) return;
  const above = R.rareOf(at) + R.OCTETS_ABOVE + 4 * direction;
  page.setUint32(above, page.getUint32(above, true) + 1, true);
}

/** A response of HTTP/1: its timeout, s, in the originator's half, its HTTP_ bits >>> 16 in the responder's. */
export function writePersistence(page: DataView, at: number, segment: Segment): void {
  const detail = detailOf(segment.payload);
  page.setUint16(at + R.halfOffset(0) + R.PERSISTENCE, detail & 0xffff, true);
  page.setUint16(at + R.halfOffset(1) + R.PERSISTENCE, R.PERSISTENCE_KNOWN | (detail >>> 16), true);
}

/** The originator's first segment after its last SYN: what the handshake took is about a round trip, wherever it was captured. */
export function writeHandshake(page: DataView, at: number, direction: R.Direction, segment: Segment): void {
  if (direction === 1) return;
  const took = segment.time - page.getFloat64(at + R.halfOffset(0) + R.HALF_TIME, true);
  page.setFloat32(R.coldOf(at) + R.HANDSHAKE, took / SECOND, true);
}

/** Payload, or a FIN, that was sent before and is not acknowledged. */
export function writeResent(page: DataView, at: number, direction: R.Direction, segment: Segment): void {
  const half = at + R.halfOffset(direction);
  const times = page.getUint16(half + R.RESENT_TIMES, true);
  if (times < 0xffff) page.setUint16(half + R.RESENT_TIMES, times + 1, true);
  page.setUint32(R.ownSeldomOf(page, at) + R.RESENT_FRAME, segment.frame, true);
  const flags = page.getUint32(at + R.CONNECTION_FLAGS, true);
  const by = R.CONNECTION_RESENT_BY_RESPONDER;
  page.setUint32(at + R.CONNECTION_FLAGS, direction === 1 ? flags | by : flags & ~by, true);
}

/** What the sender's half keeps of its last segment. */
export function writeSender(
  page: DataView,
  half: number,
  flags: number,
  isLate: boolean,
  segment: Segment,
): void {
  let known = flags;
  if (segment.hasTimestamps && !isLate) {
    known |= R.HALF_TIMESTAMP_KNOWN;
    page.setInt32(half + R.TIMESTAMP, segment.timestampValue, true);
  }
  // The window of a RST means nothing: stacks put anything there.
  if ((segment.flags & RST) === 0 && (segment.missing & MISSING_WINDOW) === 0) {
    known |= R.HALF_WINDOW_KNOWN;
    page.setUint16(half + R.WINDOW, segment.window, true);
  }
  page.setUint16(half + R.HALF_FLAGS, known, true);
}

/** `carries`: the segment brings something new, payload, SYN or FIN. */
export function writeTimes(
  page: DataView,
  at: number,
  direction: R.Direction,
  silence: number,
  carries: boolean,
  segment: Segment,
): void {
  const time = segment.time;
  page.setUint32(at + R.SEGMENTS, page.getUint32(at + R.SEGMENTS, true) + 1, true);
  page.setUint32(at + R.LAST_FRAME, segment.frame, true);
  R.writeLastTime(page, at, direction, time);
  writeLongest(page, at, R.LONGEST_SILENCE, silence);
  if (!carries) return;
  writeLongest(page, at, R.LONGEST_IDLE, time - page.getFloat64(at + R.PAYLOAD_TIME, true));
  page.setFloat64(at + R.PAYLOAD_TIME, time, true);
}
