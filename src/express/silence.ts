/**
 * Payload after a silence that is conversation, as heartbeat/ tells it by the row (heartbeat/last-lengths.ts): its side sent
 * another length after the silence before, and the other side none in between. Nearly all of it is; the rest goes the long
 * way, through heartbeat/unsigned.ts.
 */
import * as C from '../heartbeat/candidate-layout';
import {
  CONNECTION_BOOKED,
  CONNECTION_FLAGS,
  HALF_RESUMED,
  LONGEST_SILENCE,
  OCTETS,
  ORIGINATOR_HALF,
  PERSISTENCE,
  PERSISTENCE_KNOWN,
  RESPONDER_HALF,
  RESUME_FRAME,
  RESUME_PRECEDENT,
  RESUME_SILENCE,
} from '../tracking/row-layout';
import { coldOf, seldomOf } from './areas';
import { i32at } from './octets';
import { SECOND } from './row-writes';
import { candidatePages, known, stretches } from './state';

/** Of the word PERSISTENCE, as in heartbeat/last-lengths.ts. */
const LENGTH: u32 = 0x0fff;
const LAST: u32 = 0x1000;
/** A TLS record of application data and its major version (RFC 8446 §5.1). */
const TLS_APPLICATION_DATA: i32 = 0x1703;

/**
 * The HEAD of a candidate that the payload [payload, end) makes, but for its direction; 0: it may be of a class that is told
 * otherwise. As condense() of wire/payload.ts.
 */
@inline
export function headOf(payload: usize, end: usize): u32 {
  if (end < payload + 4) return 0;
  const word = i32at(payload);
  if ((word & 0xff) != 0 && load<u8>(known + (<u32>word >>> 24)) == 0) return mixed(word);
  return word >>> 16 == TLS_APPLICATION_DATA ? C.TLS | mixed(word) : 0;
}

@inline
function mixed(word: i32): u32 {
  const hash = (word ^ <i32>(<u32>word >>> 15)) * 0x2c1b3c6d;
  return ((<u32>hash ^ (<u32>hash >>> 12)) & 0xffffff) | 1;
}

/** Whether so many octets are certainly conversation. The candidate's page is there. */
@inline
export function isConversation(at: usize, half: usize, peer: usize, row: u32, length: i32): bool {
  if ((load<u32>(at, CONNECTION_FLAGS) & CONNECTION_BOOKED) != 0) return false;
  if ((<u32>load<u16>(at + RESPONDER_HALF, PERSISTENCE) & PERSISTENCE_KNOWN) != 0) return false;
  if ((<u32>load<u16>(peer, PERSISTENCE) & LAST) != 0) return false;
  return (<u32>load<u16>(half, PERSISTENCE) & LENGTH) != bitsOf(length) && pageOf(row) != 0;
}

/** Remembers it as the latest candidate. `idle`: time without payload before it, ns. The octets are not counted yet. */
@inline
export function beginCandidate(
  at: usize,
  half: usize,
  row: u32,
  fromResponder: bool,
  head: u32,
  length: i32,
  time: f64,
  idle: f64,
  frame: u32,
): void {
  store<u16>(half, <u16>(bitsOf(length) | LAST), PERSISTENCE);
  const record = pageOf(row) + <usize>(row & ((1 << C.PAGE_SHIFT) - 1)) * C.PLACE_OCTETS;
  const stretch = load<u32>(stretches) + 1;
  store<u32>(stretches, stretch);
  store<f64>(record, time, C.TIME);
  store<f64>(record, idle, C.SILENCE);
  store<u32>(record, <u32>(<i64>load<f64>(at + ORIGINATOR_HALF, OCTETS)), C.OCTETS);
  store<u32>(record, <u32>(<i64>load<f64>(at + RESPONDER_HALF, OCTETS)), C.OCTETS_OF_RESPONDER);
  store<u32>(record, frame, C.FRAME);
  store<u32>(record, head | (fromResponder ? C.FROM_RESPONDER : 0), C.HEAD);
  store<u16>(record, <u16>length, C.LENGTH);
  store<u32>(record, stretch, C.STRETCH);
}

/**
 * Data after `silence` without any segment, ns: as writeNewData() of tracking/row-writes.ts, before the times are written.
 * Returns the flags that come with it.
 */
@inline
export function writeResume(at: usize, half: usize, row: u32, own: u32, silence: f64, frame: u32): u32 {
  if ((own & HALF_RESUMED) != 0) return 0;
  const seldom = seldomOf(half, row);
  store<u32>(coldOf(half), frame, RESUME_FRAME);
  store<f32>(seldom, <f32>(silence / SECOND), RESUME_SILENCE);
  store<f32>(seldom, <f32>(load<f64>(at, LONGEST_SILENCE) / SECOND), RESUME_PRECEDENT);
  return HALF_RESUMED;
}

@inline
function bitsOf(length: i32): u32 {
  return 1 + (<u32>length % LENGTH);
}

/** 0: there is none yet. */
@inline
function pageOf(row: u32): usize {
  return <usize>load<u32>(candidatePages + ((row >>> C.PAGE_SHIFT) << 2));
}
