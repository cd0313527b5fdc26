/**
 * What a side says before it closes: close_notify of TLS (RFC 8446 §6.1), with GOAWAY of HTTP/2 or without; 421 of SMTP and
 * FTP. It is payload like any other, only that nothing asked for it: the idle time of the close is the time before it.
 */
import { isCloseNotice, isFarewell } from '../wire/payload-class.ts';
import { RST, type Segment, SYN } from '../wire/segment.ts';
import * as R from './rows.ts';
import { SECOND } from './time.ts';

/**
 * From one segment of a farewell to the next, and to the FIN, at the most, ns. Most programs close at once; what has requests
 * under way waits for them (Envoy's drain_timeout: 5 s).
 */
const LINGER: number = 6 * SECOND;

/**
 * New payload, before the row is told of it. CONNECTION_FAREWELL says then whether it is a farewell, and until there is a
 * FIN or a RST, CLOSE_IDLE the time before it. `own`, `peer`: flags of the halves.
 */
export function hearFarewell(
  page: DataView,
  at: number,
  direction: R.Direction,
  own: number,
  peer: number,
  segment: Segment,
): void {
  const flags = page.getUint32(at + R.CONNECTION_FLAGS, true);
  if (segment.flags & (SYN | RST) || flags & R.CONNECTION_RESET) return;
  const wasSaid = (flags & R.CONNECTION_FAREWELL) !== 0;
  const isClosed = ((own | peer) & R.HALF_FIN) !== 0;
  const spoke = isClosed && spokeLast(page, at, direction);
  // Behind a FIN, the goodbye of the other side must not pass for a request that came too late, and must not hide one.
  const isSaid = isClosed
    ? isCloseNotice(segment.payload, segment.length) && (wasSaid || !spoke)
    : isFarewell(segment.payload, segment.length);
  if (isSaid !== wasSaid) page.setUint32(at + R.CONNECTION_FLAGS, flags ^ R.CONNECTION_FAREWELL, true);
  if (isClosed || !(isSaid || wasSaid) || (isSaid && goesOn(page, at, direction, segment))) return;
  writeCloseIdle(page, at, isSaid ? sincePayload(page, at, segment) : 0);
}

/** The first FIN of the connection, before the row is told of it: how long there had been no payload, but for a farewell. */
export function writeFirstFin(page: DataView, at: number, direction: R.Direction, segment: Segment): void {
  if (segment.length > 0 || goesOn(page, at, direction, segment)) return;
  writeCloseIdle(page, at, sincePayload(page, at, segment));
}

/** How long the connection had rested when it was closed, ns. */
export function writeCloseIdle(page: DataView, at: number, idle: number): void {
  page.setFloat32(R.coldOf(at) + R.CLOSE_IDLE, Math.max(0, idle) / SECOND, true);
}

/** Whether the side had the last word, a farewell, and a longer idle time before it than since. */
function goesOn(page: DataView, at: number, direction: R.Direction, { time }: Segment): boolean {
  const wasSaid = (page.getUint32(at + R.CONNECTION_FLAGS, true) & R.CONNECTION_FAREWELL) !== 0;
  const since = time - page.getFloat64(at + R.PAYLOAD_TIME, true);
  const before = page.getFloat32(R.coldOf(at) + R.CLOSE_IDLE, true) * SECOND;
  return wasSaid && spokeLast(page, at, direction) && since <= Math.min(LINGER, before);
}

/** Whether the side's last segment was the last payload. */
function spokeLast(page: DataView, at: number, direction: R.Direction): boolean {
  const half = at + R.halfOffset(direction);
  const wasData = (page.getUint16(half + R.HALF_FLAGS, true) & R.HALF_LAST_WAS_DATA) !== 0;
  return wasData && page.getFloat64(half + R.HALF_TIME, true) === page.getFloat64(at + R.PAYLOAD_TIME, true);
}

/** 0 where nobody knows: in a capture that begins later, PAYLOAD_TIME is at first that of any segment. */
function sincePayload(page: DataView, at: number, { time }: Segment): number {
  const isKnown = hasSentSynOrPayload(page, at, 0) || hasSentSynOrPayload(page, at, 1);
  return isKnown ? time - page.getFloat64(at + R.PAYLOAD_TIME, true) : 0;
}

function hasSentSynOrPayload(page: DataView, at: number, side: R.Direction): boolean {
  const flags = page.getUint16(at + R.halfOffset(side) + R.HALF_FLAGS, true);
  return (flags & R.HALF_SYN) !== 0 || R.hasSent(page, at, side);
}
