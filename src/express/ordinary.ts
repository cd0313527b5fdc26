/**
 * The segment that nearly every segment is: in order, of a connection that both sides have spoken on, bringing data or
 * acknowledging some, without a silence before it. It is never notable and never a copy, so its few new numbers are
 * written at once. Everything else takes the long way of tracking/tracker.ts, which does the same to these.
 */
import {
  ACKNOWLEDGED,
  CONNECTION_FLAGS,
  CONNECTION_MINDED,
  HALF_ACK_KNOWN,
  HALF_DISCOUNTED,
  HALF_FIN,
  HALF_FLAGS,
  HALF_LAST_WAS_DATA,
  HALF_LEAP,
  HALF_NEXT_FIRM,
  HALF_SEEN,
  HALF_SPOKE,
  HALF_SYN,
  HALF_TIME,
  HALF_TIMESTAMP_KNOWN,
  HALF_WINDOW_KNOWN,
  LAST_FRAME,
  LAST_TIME,
  LONGEST_IDLE,
  LONGEST_SILENCE,
  NEXT,
  OCTETS,
  ORIGINATOR_HALF,
  PAYLOAD_TIME,
  RESENT_TIMES,
  RESPONDER_HALF,
  RESUME_FRAME,
  RESUMED_AFTER,
  SEGMENTS,
  TIMESTAMP,
  WINDOW,
} from '../tracking/row-layout';
import { i32at, u8at, u16at } from './octets';
import { headerOctets, packetEnd, tcpAt, WITH_TIMESTAMPS } from './packet';
import { remember, signatureOf } from './signature';
import { telling } from './state';

export const ESTABLISHED: u32 = HALF_SEEN | HALF_NEXT_FIRM | HALF_ACK_KNOWN | HALF_SPOKE | HALF_WINDOW_KNOWN;
/** RFC 9293 §3.1: FIN, SYN, RST and ACK; ACK. */
export const CONTROL: u32 = 0x17;
export const ACK: u32 = 0x10;
/** As in tracking/growth.ts. */
const BELIEVABLE_JUMP: i32 = 1 << 30;
/** As in wire/payload.ts: a longer payload is told of only where it begins as HTTP/1 does. */
const LONGEST_SIGN: i32 = 512;
const HTTP: u32 = 0x48;

/**
 * Whether the plain packet at `ip`, of a frame that ends at `end`, was ordinary: then the row at `at` is up to date.
 * `fromResponder`: its direction.
 */
@inline
export function takeOrdinary(
  ip: usize,
  ipv4: bool,
  end: usize,
  at: usize,
  fromResponder: bool,
  time: f64,
  frame: u32,
): bool {
  const half = at + (fromResponder ? RESPONDER_HALF : ORIGINATOR_HALF);
  const peer = at + (fromResponder ? ORIGINATOR_HALF : RESPONDER_HALF);
  const own = <u32>load<u16>(half, HALF_FLAGS);
  const tcp = tcpAt(ip, ipv4);
  const control = u16at(tcp + 12);
  if ((control & CONTROL) != ACK || (own & (ESTABLISHED | HALF_FIN)) != ESTABLISHED) return false;
  const sequence = i32at(tcp + 4);
  if (sequence != load<i32>(half, NEXT) || (load<u32>(at, CONNECTION_FLAGS) & CONNECTION_MINDED) != 0)
    return false;
  const silence = time - load<f64>(at, LAST_TIME);
  if (silence >= <f64>RESUMED_AFTER || silence < 0) return false;
  const header = headerOctets(control);
  const length = <i32>(packetEnd(ip, ipv4) - tcp - header);
  const hasTimestamps = header == WITH_TIMESTAMPS;
  // Sent before what is known (tracking/sender-clock.ts).
  if (hasTimestamps && (own & HALF_TIMESTAMP_KNOWN) != 0 && i32at(tcp + 24) - load<i32>(half, TIMESTAMP) < 0)
    return false;
  const acknowledgment = i32at(tcp + 8);
  const acknowledged = acknowledgment - load<i32>(half, ACKNOWLEDGED);
  // Beyond what the peer is known to have sent: something was not captured.
  if (acknowledged < 0 || (acknowledged == 0 && length == 0) || length == 1) return false;
  if (acknowledgment - load<i32>(peer, NEXT) > 0 || acknowledged > BELIEVABLE_JUMP) return false;
  // It may settle what the peer's number is.
  if ((<u32>load<u16>(peer, HALF_FLAGS) & HALF_NEXT_FIRM) == 0) return false;
  let idle: f64 = 0;
  if (length > 0) {
    // The first payload of a connection that was under way: nobody knows what was before it.
    if ((own & HALF_SYN) == 0 && load<f64>(half, OCTETS) == 0 && load<f64>(peer, OCTETS) == 0) return false;
    idle = time - load<f64>(at, PAYLOAD_TIME);
    // Payload after probes alone, and payload that may be known, is more than ordinary.
    if (idle >= <f64>RESUMED_AFTER || isTelling(tcp + header, end, length)) return false;
  }

  if (acknowledged > 0) {
    store<i32>(half, acknowledgment, ACKNOWLEDGED);
    store<u16>(peer, 0, RESENT_TIMES);
    store<u32>(peer, 0, RESUME_FRAME);
  }
  let flags = own & ~(HALF_LAST_WAS_DATA | HALF_DISCOUNTED);
  if (length > 0) {
    flags |= HALF_LAST_WAS_DATA | HALF_LEAP;
    store<i32>(half, sequence + length, NEXT);
    store<f64>(half, load<f64>(half, OCTETS) + <f64>length, OCTETS);
    if (idle > load<f64>(at, LONGEST_IDLE)) store<f64>(at, idle, LONGEST_IDLE);
    store<f64>(at, time, PAYLOAD_TIME);
  }
  if (hasTimestamps) {
    flags |= HALF_TIMESTAMP_KNOWN;
    store<i32>(half, i32at(tcp + 24), TIMESTAMP);
  }
  const window = u16at(tcp + 14);
  store<u16>(half, <u16>window, WINDOW);
  remember(half, flags, time, signatureOf(ip, ipv4, tcp, control & 0xff, window, length, hasTimestamps));
  store<f64>(half, time, HALF_TIME);
  store<u32>(at, load<u32>(at, SEGMENTS) + 1, SEGMENTS);
  store<u32>(at, frame, LAST_FRAME);
  store<f64>(at, time, LAST_TIME);
  if (silence > load<f64>(at, LONGEST_SILENCE)) store<f64>(at, silence, LONGEST_SILENCE);
  return true;
}

/** Whether the payload may be of a class that heartbeat/ is told of; condense() of wire/payload.ts says whether it is. */
@inline
function isTelling(payload: usize, end: usize, length: i32): bool {
  if (payload >= end) return false;
  const first = u8at(payload);
  if (length > LONGEST_SIGN) return first == HTTP;
  return load<u8>(telling + first) != 0 || end - payload < 4 || u8at(payload + 3) == 0;
}
