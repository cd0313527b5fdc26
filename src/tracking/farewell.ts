/**
 * What a side says before it closes an idle connection: close_notify of TLS (RFC 8446 §6.1), GOAWAY of HTTP/2, 421 of SMTP,
 * the last words of a database. It is payload like any other, only that nothing asked for it: the idle time of the close is
 * the time before it.
 */
import { isCloseNotice } from '../wire/payload-class.ts';
import { ACK, RST, type Segment, SYN } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import * as R from './rows.ts';
import { SECOND } from './time.ts';

/**
 * New payload, before the row is told of it. CONNECTION_FAREWELL says then whether it is a farewell, and CLOSE_IDLE the time
 * before it. `own`, `peer`: flags of the halves.
 */
export function hearFarewell(
  page: DataView,
  at: number,
  direction: R.Direction,
  own: number,
  peer: number,
  segment: Segment,
): void {
  if (segment.flags & (SYN | RST)) return;
  // Once a side has closed, the goodbye of the other one must not pass for a request that came too late.
  if ((own | peer) & R.HALF_FIN) {
    writeFarewell(page, at, isCloseNotice(segment.payload, segment.length));
    return;
  }
  const isShort = segment.length <= R.LONGEST_FAREWELL;
  if (isShort && goesOn(page, at, direction, segment)) return;
  const isBegun = isShort && begins(page, at, direction, peer, segment);
  if (!isBegun && !isSaid(page, at)) return;
  writeFarewell(page, at, isBegun);
  writeCloseIdle(page, at, isBegun ? sincePayload(page, at, segment) : 0);
}

/** Whether nothing asked for it: what the peer said last has been answered, or cannot have been read yet. */
function begins(page: DataView, at: number, direction: R.Direction, peer: number, segment: Segment): boolean {
  const peerHalf = at + R.halfOffset(1 - direction);
  const unread = distance(segment.acknowledgment, page.getInt32(peerHalf + R.NEXT, true));
  if (peer & R.HALF_RESUMED && segment.flags & ACK && unread > 0) return true;
  if (sincePayload(page, at, segment) < R.RESUMED_AFTER) return false;
  // With a probe since, whether its last data is the last payload is told by the times alone.
  const saidLast = (peer & (R.HALF_LAST_WAS_DATA | R.HALF_DISCOUNTED)) !== 0;
  return !saidLast || R.acceptedTime(page, peerHalf) !== page.getFloat64(at + R.PAYLOAD_TIME, true);
}

/** Whether the last payload was a farewell of this side, a moment ago, and it has sent nothing since. */
function goesOn(page: DataView, at: number, direction: R.Direction, segment: Segment): boolean {
  const half = at + R.halfOffset(direction);
  const wasData = (page.getUint16(half + R.HALF_FLAGS, true) & R.HALF_LAST_WAS_DATA) !== 0;
  const wasLast = page.getFloat64(half + R.HALF_TIME, true) === page.getFloat64(at + R.PAYLOAD_TIME, true);
  return isSaid(page, at) && wasData && wasLast && sincePayload(page, at, segment) <= R.FAREWELL_WITHIN;
}

/** The first FIN of the connection, before the row is told of it, without payload: or behind a farewell. */
export function writeFirstFin(page: DataView, at: number, direction: R.Direction, segment: Segment): void {
  if (segment.length > 0 || goesOn(page, at, direction, segment)) return;
  writeCloseIdle(page, at, sincePayload(page, at, segment));
}

function isSaid(page: DataView, at: number): boolean {
  return (page.getUint32(at + R.CONNECTION_FLAGS, true) & R.CONNECTION_FAREWELL) !== 0;
}

function writeFarewell(page: DataView, at: number, isFarewell: boolean): void {
  const others = page.getUint32(at + R.CONNECTION_FLAGS, true) & ~R.CONNECTION_FAREWELL;
  page.setUint32(at + R.CONNECTION_FLAGS, isFarewell ? others | R.CONNECTION_FAREWELL : others, true);
}

function sincePayload(page: DataView, at: number, { time }: Segment): number {
  return time - page.getFloat64(at + R.PAYLOAD_TIME, true);
}

/** How long the connection had rested when it was closed, ns. */
export function writeCloseIdle(page: DataView, at: number, idle: number): void {
  page.setFloat32(R.coldOf(at) + R.CLOSE_IDLE, Math.max(0, idle) / SECOND, true);
}
