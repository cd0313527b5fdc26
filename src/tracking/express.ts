/**
 * The segment that nearly every segment is: in order, of a connection that both sides have spoken on, bringing data or
 * acknowledging some, without a silence before it. It is never notable and never a copy, so its few new numbers are
 * written at once. Everything else takes the long way of tracker.ts, which does the same to these; a test holds the
 * two together.
 */
import { classOf, TOLD } from '../wire/payload-class.ts';
import { ACK, FIN, RST, type Segment, SYN } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import { rememberSignature, signatureOf } from './copies.ts';
import * as R from './rows.ts';

const ESTABLISHED = R.HALF_SEEN | R.HALF_NEXT_FIRM | R.HALF_ACK_KNOWN | R.HALF_SPOKE | R.HALF_WINDOW_KNOWN;

/** Whether the segment was ordinary: then its connection is up to date. */
export function takeOrdinary(
  page: DataView,
  at: number,
  half: number,
  peerHalf: number,
  own: number,
  segment: Segment,
): boolean {
  const length = segment.length;
  if ((segment.flags & (SYN | FIN | RST | ACK)) !== ACK || segment.missing !== 0 || length === 1)
    return false;
  if (
    (own & (ESTABLISHED | R.HALF_FIN)) !== ESTABLISHED ||
    segment.sequence !== page.getInt32(half + R.NEXT, true)
  )
    return false;
  if (page.getUint32(at + R.CONNECTION_FLAGS, true) & R.CONNECTION_MINDED) return false;
  const time = segment.time;
  const silence = time - page.getFloat64(at + R.LAST_TIME, true);
  if (silence >= R.RESUMED_AFTER || silence < 0) return false;
  const acknowledged = distance(page.getInt32(half + R.ACKNOWLEDGED, true), segment.acknowledgment);
  // Beyond what the peer is known to have sent: something was not captured.
  if (acknowledged < 0 || (acknowledged === 0 && length === 0)) return false;
  if (distance(page.getInt32(peerHalf + R.NEXT, true), segment.acknowledgment) > 0) return false;
  let idle = 0;
  if (length > 0) {
    idle = time - page.getFloat64(at + R.PAYLOAD_TIME, true);
    // Payload after probes alone, and payload that is known, is more than ordinary.
    if (idle >= R.RESUMED_AFTER || classOf(segment.payload) >= TOLD) return false;
  }

  if (acknowledged > 0) {
    page.setInt32(half + R.ACKNOWLEDGED, segment.acknowledgment, true);
    page.setUint16(peerHalf + R.RESENT_TIMES, 0, true);
    page.setUint32(peerHalf + R.RESUME_FRAME, 0, true);
  }
  let flags = own & ~(R.HALF_LAST_WAS_DATA | R.HALF_DISCOUNTED);
  if (length > 0) {
    flags |= R.HALF_LAST_WAS_DATA | R.HALF_LEAP;
    page.setInt32(half + R.NEXT, (segment.sequence + length) | 0, true);
    page.setFloat64(half + R.OCTETS, page.getFloat64(half + R.OCTETS, true) + length, true);
    if (idle > page.getFloat64(at + R.LONGEST_IDLE, true)) page.setFloat64(at + R.LONGEST_IDLE, idle, true);
    page.setFloat64(at + R.PAYLOAD_TIME, time, true);
  }
  if (segment.hasTimestamps) {
    flags |= R.HALF_TIMESTAMP_KNOWN;
    page.setInt32(half + R.TIMESTAMP, segment.timestampValue, true);
  }
  flags = rememberSignature(page, half, flags, segment, signatureOf(segment));
  page.setUint16(half + R.HALF_FLAGS, flags, true);
  page.setUint16(half + R.WINDOW, segment.window, true);
  page.setFloat64(half + R.HALF_TIME, time, true);
  page.setUint32(at + R.SEGMENTS, page.getUint32(at + R.SEGMENTS, true) + 1, true);
  page.setUint32(at + R.LAST_FRAME, segment.frame, true);
  page.setFloat64(at + R.LAST_TIME, time, true);
  if (silence > page.getFloat64(at + R.LONGEST_SILENCE, true))
    page.setFloat64(at + R.LONGEST_SILENCE, silence, true);
  return true;
}
