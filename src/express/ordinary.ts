/**
 * The segment that nearly every segment is: in order, bringing data or acknowledging some; the first of a side after its SYN too,
 * conversation that goes on after a silence, and what comes on a connection with a book of heartbeats. It is never a copy, so its
 * few new numbers are written at once. Everything else takes the long way of tracking/tracker.ts, which does the same to these.
 */
import {
  ACKNOWLEDGED,
  CONNECTION_BOOKED,
  CONNECTION_FLAGS,
  CONNECTION_FOLLOWED,
  CONNECTION_MINDED,
  HALF_ACK_KNOWN,
  HALF_DISCOUNTED,
  HALF_FIN,
  HALF_FLAGS,
  HALF_LAST_WAS_DATA,
  HALF_LEAP,
  HALF_NEXT_FIRM,
  HALF_PAST_FIN,
  HALF_SEEN,
  HALF_SPOKE,
  HALF_SYN,
  NEXT,
  PAYLOAD_TIME,
  RESUMED_AFTER,
} from '../tracking/row-layout';
import { mayBeBooked, writeBook } from './beat';
import { halfOf, hasSent, lastTime } from './half';
import { i32at } from './octets';
import { ACK, CONTROL, controlWord, headerOctets, isBare, packetEnd, sackOf, tcpAt, timestampsOf } from './packet';
import { condensed, isTold, isToldClass } from './payload';
import {
  confirmNext,
  isOfOlder,
  writeAcknowledged,
  writeHandshake,
  writeOctets,
  writePayloadTime,
  writeSender,
  writeTimes,
} from './row-writes';
import { isSentBefore } from './sender-clock';
import { remember, signatureOf, withSack } from './signature';
import { beginCandidate, isConversation, writeResume } from './silence';
import { writeTraits, writeTtl } from './traits';

/** What every side is that has sent an ordinary segment. */
const ESTABLISHED: u32 = HALF_SEEN | HALF_ACK_KNOWN | HALF_SPOKE;
/** As in tracking/growth.ts. */
export const BELIEVABLE_JUMP: i32 = 1 << 30;

/**
 * Whether the plain packet at `ip`, of a frame that ends at `end`, was ordinary: then the row at `at` is up to date.
 * `row`: its number; `fromResponder`: its direction.
 */
@inline
export function takeOrdinary(
  ip: usize,
  ipv4: bool,
  end: usize,
  at: usize,
  row: u32,
  fromResponder: bool,
  time: f64,
  frame: u32,
): bool {
  const half = halfOf(at, fromResponder);
  const peer = halfOf(at, !fromResponder);
  const own = <u32>load<u16>(half, HALF_FLAGS);
  const tcp = tcpAt(ip, ipv4);
  const word = controlWord(tcp);
  const control = word >>> 16;
  if ((control & CONTROL) != ACK || (own & HALF_NEXT_FIRM) == 0) return false;
  const sequence = i32at(tcp + 4);
  const minded = load<u32>(at, CONNECTION_FLAGS) & CONNECTION_MINDED;
  if (sequence != load<i32>(half, NEXT) || (minded & ~CONNECTION_FOLLOWED) != 0) return false;
  const silence = time - lastTime(at);
  if (silence < 0) return false;
  const header = headerOctets(control);
  const timestamps = timestampsOf(tcp, header);
  const sack = isBare(tcp, header) ? 0 : sackOf(tcp, header, timestamps);
  if (!isBare(tcp, header) && sack == 0) return false;
  const length = <i32>(packetEnd(ip, ipv4) - tcp - header);
  if (isSentBefore(half, own, timestamps)) return false;
  const acknowledgment = i32at(tcp + 8);
  // The first one acknowledges something, whatever it is.
  const acknowledged = (own & HALF_ACK_KNOWN) != 0 ? acknowledgment - load<i32>(half, ACKNOWLEDGED) : 1;
  if (acknowledged < 0 || (acknowledged == 0 && length == 0) || length == 1) return false;
  const other = <u32>load<u16>(peer, HALF_FLAGS);
  // It may settle what the peer's number is.
  if ((other & HALF_NEXT_FIRM) == 0) return false;
  // Beyond what the peer is known to have sent: something was not captured, such as the other direction.
  const beyond = acknowledgment - load<i32>(peer, NEXT);
  if (acknowledged > BELIEVABLE_JUMP || beyond > BELIEVABLE_JUMP) return false;
  if (beyond > 0 && (acknowledged == 0 || isOfOlder(own, other))) return false;
  let idle: f64 = 0;
  let said: u32 = 0;
  let isBooked = false;
  if (length > 0) {
    // The first payload of a connection that was under way: nobody knows what was before it.
    if (((own | other) & HALF_SYN) == 0 && !hasSent(half, row) && !hasSent(peer, row)) return false;
    idle = time - load<f64>(at, PAYLOAD_TIME);
    const payload = tcp + header;
    const captured = min<usize>(end, payload + length);
    // What is followed has a book.
    if (idle >= <f64>RESUMED_AFTER || minded != 0) {
      said = condensed(payload, captured, length);
      if (isToldClass(said, length)) return false;
      isBooked = (load<u32>(at, CONNECTION_FLAGS) & CONNECTION_BOOKED) != 0;
      if (!(isBooked ? mayBeBooked(at, row, said, idle) : isConversation(at, half, peer, row, said, length))) return false;
    } else if (isTold(payload, captured, length)) return false;
  }

  if (acknowledged > 0) writeAcknowledged(half, peer, acknowledgment);
  if (beyond > 0) confirmNext(peer, acknowledgment);
  let flags = (own | ESTABLISHED) & ~(HALF_LAST_WAS_DATA | HALF_DISCOUNTED);
  if ((own & HALF_FIN) != 0) flags |= HALF_PAST_FIN;
  if ((own & HALF_SPOKE) == 0) {
    writeTraits(half, ip, ipv4, timestamps);
    writeHandshake(half, own, time);
  } else if (silence >= <f64>RESUMED_AFTER) writeTtl(half, ip, ipv4);
  if (length > 0) {
    flags |= HALF_LAST_WAS_DATA | HALF_LEAP;
    if (silence >= <f64>RESUMED_AFTER) flags |= writeResume(at, half, row, own, silence, frame);
    if (isBooked) writeBook(at, half, peer, row, fromResponder, said, length, time, idle, frame);
    else if (idle >= <f64>RESUMED_AFTER) beginCandidate(at, half, peer, row, fromResponder, said, length, time, idle, frame);
    store<i32>(half, sequence + length, NEXT);
    writeOctets(half, row, length);
    writePayloadTime(at, time, idle);
  }
  const window = word & 0xffff;
  flags |= writeSender(half, window, timestamps);
  const signature = signatureOf(ip, ipv4, sequence, acknowledgment, control & 0xff, window, length, timestamps);
  remember(half, flags, time, withSack(signature, sack));
  writeTimes(at, half, time, silence, frame);
  return true;
}
