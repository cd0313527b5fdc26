/**
 * Where a connection begins, and who opened it. A flow carries one connection after another (port reuse); a SYN that
 * does not repeat the one before opens the next.
 */
import { ACK, type Segment, SYN } from '../wire/segment.ts';
import { advance, distance } from '../wire/sequence.ts';
import { writeKey } from './key.ts';
import * as R from './rows.ts';

/** Bounds the connections: before one is opened beyond `limit`, `make` is called, with the time in ns; it must forget some. */
export interface Room {
  readonly limit: number;
  make(now: number): void;
}

/** Whether a SYN on the flow of `row` opens a new connection. False where it belongs to the one that is there. */
export function startsConnection(rows: R.Rows, row: number, direction: number, segment: Segment): boolean {
  const page = rows.page(row);
  const at = rows.at(row);
  const half = at + R.halfOffset(direction);
  const peerHalf = at + R.halfOffset(1 - direction);
  const flags = page.getUint16(half + R.HALF_FLAGS, true);
  const peerFlags = page.getUint16(peerHalf + R.HALF_FLAGS, true);
  if (flags & R.HALF_SYN) return page.getInt32(R.coldOfHalf(half) + R.INITIAL, true) !== segment.sequence;
  if ((peerFlags & R.HALF_SYN) === 0) return true;
  // A SYN that crosses the peer's (RFC 9293 §3.5, simultaneous open) is the first of its side.
  if ((segment.flags & ACK) === 0) return (flags & R.HALF_SPOKE) !== 0;
  // The answer to the peer's SYN; a challenge ACK of an older connection may have come before it (RFC 5961 §4).
  return (
    distance(advance(page.getInt32(R.coldOfHalf(peerHalf) + R.INITIAL, true), 1), segment.acknowledgment) < 0
  );
}

/** Writes the key and the beginning of a new row; says the segment's direction in it. */
export function openRow(rows: R.Rows, row: number, segment: Segment): R.Direction {
  const page = rows.page(row);
  const at = rows.at(row);
  const reversed = isFromResponder(segment);
  writeKey(page, at, segment, reversed);
  if ((segment.flags & SYN) === 0) {
    const family = page.getUint32(at + R.CONNECTION_FLAGS, true);
    page.setUint32(at + R.CONNECTION_FLAGS, family | R.CONNECTION_MIDSTREAM, true);
  }
  const cold = R.coldOf(at);
  page.setUint32(cold + R.FIRST_FRAME, segment.frame, true);
  page.setFloat64(cold + R.FIRST_TIME, segment.time, true);
  page.setFloat64(at + R.PAYLOAD_TIME, segment.time, true);
  R.writeLastTime(page, at, reversed ? 1 : 0, segment.time);
  return reversed ? 1 : 0;
}

/** A newer connection takes the flow of `row`. */
export function markReplaced(rows: R.Rows, row: number): void {
  const page = rows.page(row);
  const flags = rows.at(row) + R.CONNECTION_FLAGS;
  page.setUint32(flags, page.getUint32(flags, true) | R.CONNECTION_REPLACED, true);
}

/**
 * The sender of a SYN,ACK is the responder. Without a SYN the lower port is taken for the service's (RFC 6056: clients
 * use ephemeral ports, the upper range); with equal ports, the first sender for the originator.
 */
function isFromResponder(segment: Segment): boolean {
  if (segment.flags & SYN) return (segment.flags & ACK) !== 0;
  return segment.sourcePort < segment.destinationPort;
}
