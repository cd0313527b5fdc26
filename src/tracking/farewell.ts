/**
 * What a side says before it closes: close_notify of TLS (RFC 8446 §6.1), with GOAWAY of HTTP/2 or without; 421 of SMTP and FTP,
 * BYE of IMAP. It is payload like any other, only that nothing asked for it: the idle time of the close is the time before it.
 */
import { isFarewell } from '../wire/payload-class.ts';
import { RST, type Segment, SYN } from '../wire/segment.ts';
import * as R from './rows.ts';
import { SECOND } from './time.ts';

/** From one segment of a farewell to the next, and to the FIN, ns: a program says it and closes. */
const AT_ONCE: number = 0.1 * SECOND;

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
  const spoke = spokeLast(page, at, direction);
  // Behind a FIN, the goodbye of the other side must not pass for a request that came too late, and must not hide one.
  const isSaid = isFarewell(segment.payload, segment.length) && !(isClosed && spoke && !wasSaid);
  if (isSaid !== wasSaid) page.setUint32(at + R.CONNECTION_FLAGS, flags ^ R.CONNECTION_FAREWELL, true);
  const idle = sincePayload(page, at, segment);
  if (isClosed || !(isSaid || wasSaid) || (isSaid && wasSaid && spoke && idle <= AT_ONCE)) return;
  writeCloseIdle(page, at, isSaid && isPayloadKnown(page, at, own | peer) ? idle : 0);
}

/** The first FIN of the connection, before the row is told of it, without payload: or behind a farewell. */
export function writeFirstFin(page: DataView, at: number, direction: R.Direction, segment: Segment): void {
  const idle = sincePayload(page, at, segment);
  const wasSaid = (page.getUint32(at + R.CONNECTION_FLAGS, true) & R.CONNECTION_FAREWELL) !== 0;
  if (segment.length > 0 || (wasSaid && spokeLast(page, at, direction) && idle <= AT_ONCE)) return;
  writeCloseIdle(page, at, idle);
}

/** How long the connection had rested when it was closed, ns. */
export function writeCloseIdle(page: DataView, at: number, idle: number): void {
  page.setFloat32(R.coldOf(at) + R.CLOSE_IDLE, Math.max(0, idle) / SECOND, true);
}

/** Whether the side's last segment was the last payload. */
function spokeLast(page: DataView, at: number, direction: R.Direction): boolean {
  const half = at + R.halfOffset(direction);
  const wasData = (page.getUint16(half + R.HALF_FLAGS, true) & R.HALF_LAST_WAS_DATA) !== 0;
  return wasData && page.getFloat64(half + R.HALF_TIME, true) === page.getFloat64(at + R.PAYLOAD_TIME, true);
}

/** Whether PAYLOAD_TIME is that of payload or a SYN: where a capture begins later, it is at first that of any segment. */
function isPayloadKnown(page: DataView, at: number, either: number): boolean {
  return (either & R.HALF_SYN) !== 0 || R.hasSent(page, at, 0) || R.hasSent(page, at, 1);
}

function sincePayload(page: DataView, at: number, { time }: Segment): number {
  return time - page.getFloat64(at + R.PAYLOAD_TIME, true);
}
