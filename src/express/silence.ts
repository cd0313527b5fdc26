/**
 * Payload after a silence that is conversation, as heartbeat/ tells it by the row (heartbeat/last-lengths.ts): its side sent
 * another length after the silence before, and the other side none in between. Or else the candidate before it was no
 * exchange of one segment and its answer, or not one like that before. Nearly all of it is; the rest goes the long way, through
 * heartbeat/unsigned.ts, and has a book from then on (beat.ts).
 */
import {
  HALF_RESUMED,
  LONGEST_SILENCE,
  PERSISTENCE,
  PERSISTENCE_KNOWN,
  RESPONDER_HALF,
  RESUME_FRAME,
  RESUME_PRECEDENT,
  RESUME_SILENCE,
} from '../tracking/row-layout';
import { coldOf, ownSeldomOfHalf } from './areas';
import { hasCandidates, interrupt, isLikePrevious, keepLatest, wasExchange, writeLatest } from './candidate';
import { classOf, REQUEST } from './payload';
import { SECOND } from './row-writes';

/** Of the word PERSISTENCE, as in heartbeat/last-lengths.ts. */
const LENGTH: u32 = 0x0fff;
const LAST: u32 = 0x1000;

/** Whether so many octets of this payload, of no class that is told, are certainly conversation. */
@inline
export function isConversation(at: usize, half: usize, peer: usize, row: u32, condensed: u32, length: i32): bool {
  if (!hasCandidates(row) || isServed(at)) return false;
  return !isExchange(at, half, peer, row, condensed, length) || !isLikePrevious(at, row);
}

/** Whether the word PERSISTENCE is another one's: a response of HTTP/1 was seen. */
@inline
export function isServed(at: usize): bool {
  return (<u32>load<u16>(at + RESPONDER_HALF, PERSISTENCE) & PERSISTENCE_KNOWN) != 0;
}

/** Whether what the candidate before it came to can matter (rememberLength() of heartbeat/last-lengths.ts), and was an exchange. */
@inline
function isExchange(at: usize, half: usize, peer: usize, row: u32, condensed: u32, length: i32): bool {
  const isBehindPeer = (<u32>load<u16>(peer, PERSISTENCE) & LAST) != 0;
  const isAsLong = (<u32>load<u16>(half, PERSISTENCE) & LENGTH) == bitsOf(length);
  return (isBehindPeer || (isAsLong && classOf(condensed) != REQUEST)) && wasExchange(at, row);
}

/**
 * Remembers it as the latest candidate, if it is one: no request is. `idle`: time without payload before it, ns. The octets
 * are not counted yet.
 */
@inline
export function beginCandidate(
  at: usize,
  half: usize,
  peer: usize,
  row: u32,
  fromResponder: bool,
  condensed: u32,
  length: i32,
  time: f64,
  idle: f64,
  frame: u32,
): void {
  const isRequest = classOf(condensed) == REQUEST;
  const isBehindPeer = (<u32>load<u16>(peer, PERSISTENCE) & LAST) != 0;
  if (isExchange(at, half, peer, row, condensed, length)) keepLatest(at, row, time - idle);
  // Of a request alone, read() of heartbeat/unsigned.ts says so.
  else if (!isRequest || isBehindPeer) interrupt(row);
  rememberLength(half, peer, isRequest ? 0 : length);
  if (isRequest) interrupt(row);
  else writeLatest(at, row, fromResponder, condensed, length, time, idle, frame);
}

/** As heartbeat/last-lengths.ts; 0: what came is no heartbeat. */
@inline
export function rememberLength(half: usize, peer: usize, length: i32): void {
  store<u16>(half, <u16>((length == 0 ? 0 : bitsOf(length)) | LAST), PERSISTENCE);
  store<u16>(peer, <u16>(<u32>load<u16>(peer, PERSISTENCE) & ~LAST), PERSISTENCE);
}

/**
 * Data after `silence` without any segment, ns: as writeNewData() of tracking/row-writes.ts, before the times are written.
 * Returns the flags that come with it.
 */
@inline
export function writeResume(at: usize, half: usize, row: u32, own: u32, silence: f64, frame: u32): u32 {
  if ((own & HALF_RESUMED) != 0) return 0;
  const seldom = ownSeldomOfHalf(half, row);
  store<u32>(seldom, frame, RESUME_FRAME);
  store<f32>(seldom, <f32>(silence / SECOND), RESUME_SILENCE);
  store<f32>(seldom, <f32>(load<f64>(coldOf(at), LONGEST_SILENCE) / SECOND), RESUME_PRECEDENT);
  return HALF_RESUMED;
}

@inline
function bitsOf(length: i32): u32 {
  return 1 + (<u32>length % LENGTH);
}
