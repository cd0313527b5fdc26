/**
 * Payload after a silence that is conversation, as heartbeat/ tells it by the row (heartbeat/last-lengths.ts): its side sent
 * another length after the silence before, and the other side none in between. Or else the candidate before it was no
 * exchange of one segment and its answer. Nearly all of it is; the rest goes the long way, through heartbeat/unsigned.ts.
 */
import * as C from '../heartbeat/candidate-layout';
import {
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
import { coldOf, ownSeldomOfHalf } from './areas';
import { classOf, detailOf, REQUEST, TLS_DATA } from './payload';
import { SECOND } from './row-writes';
import { candidatePages, stretches } from './state';

/** Of the word PERSISTENCE, as in heartbeat/last-lengths.ts. */
const LENGTH: u32 = 0x0fff;
const LAST: u32 = 0x1000;

/** Whether so many octets of this payload are certainly conversation. The candidate's page is there. */
@inline
export function isConversation(at: usize, half: usize, peer: usize, row: u32, condensed: u32, length: i32): bool {
  if (classOf(condensed) > TLS_DATA || pageOf(row) == 0) return false;
  if ((<u32>load<u16>(at + RESPONDER_HALF, PERSISTENCE) & PERSISTENCE_KNOWN) != 0) return false;
  return !mayBeAlike(half, peer, condensed, length) || !wasExchange(at, row);
}

/** Whether what the candidate before it came to can matter: rememberLength() of heartbeat/last-lengths.ts says so. */
@inline
function mayBeAlike(half: usize, peer: usize, condensed: u32, length: i32): bool {
  if ((<u32>load<u16>(peer, PERSISTENCE) & LAST) != 0) return true;
  return classOf(condensed) != REQUEST && (<u32>load<u16>(half, PERSISTENCE) & LENGTH) == bitsOf(length);
}

/** As in heartbeat/candidates.ts: whether the candidate before was one segment, and what answered it was no longer than an answer. */
export function wasExchange(at: usize, row: u32): bool {
  const known = numberOf(row);
  if (known == 0) return false;
  const latest = latestOf(row, known);
  const length = <u32>load<u16>(latest, C.LENGTH);
  if (length == 0 || sentSince(at, latest, isOfResponder(latest)) != length) return false;
  return answerLengthOf(at, latest) <= length + C.ANSWER_LONGER_BY;
}

/** Octets that the other side has sent since the candidate. */
@inline
export function answerLengthOf(at: usize, latest: usize): u32 {
  return sentSince(at, latest, !isOfResponder(latest));
}

@inline
function sentSince(at: usize, latest: usize, byResponder: bool): u32 {
  return byResponder
    ? load<u32>(at + RESPONDER_HALF, OCTETS) - load<u32>(latest, C.OCTETS_OF_RESPONDER)
    : load<u32>(at + ORIGINATOR_HALF, OCTETS) - load<u32>(latest, C.OCTETS);
}

@inline
function isOfResponder(candidate: usize): bool {
  return (load<u32>(candidate, C.HEAD) & C.FROM_RESPONDER) != 0;
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
  const ofPeer = <u32>load<u16>(peer, PERSISTENCE);
  rememberLength(half, peer, isRequest ? 0 : length);
  const known = numberOf(row);
  if (known != 0) interrupt(latestOf(row, known));
  // Of a request behind the other side's candidate, settle() of heartbeat/unsigned.ts says it once, and read() once more.
  if (known != 0 && isRequest && (ofPeer & LAST) != 0) interrupt(latestOf(row, known));
  if (!isRequest) writeCandidate(at, row, fromResponder, condensed, length, time, idle, frame);
}

/** As heartbeat/last-lengths.ts; 0: what came is no heartbeat. */
@inline
export function rememberLength(half: usize, peer: usize, length: i32): void {
  store<u16>(half, <u16>((length == 0 ? 0 : bitsOf(length)) | LAST), PERSISTENCE);
  store<u16>(peer, <u16>(<u32>load<u16>(peer, PERSISTENCE) & ~LAST), PERSISTENCE);
}

/** What it is as the latest candidate. */
@inline
export function writeCandidate(
  at: usize,
  row: u32,
  fromResponder: bool,
  condensed: u32,
  length: i32,
  time: f64,
  idle: f64,
  frame: u32,
): void {
  const known = numberOf(row);
  const record = latestOf(row, known != 0 ? known : newNumber(row));
  store<u16>(record, <u16>length, C.LENGTH);
  store<f64>(record, time, C.TIME);
  store<f64>(record, idle, C.SILENCE);
  store<u32>(record, load<u32>(at + ORIGINATOR_HALF, OCTETS), C.OCTETS);
  store<u32>(record, load<u32>(at + RESPONDER_HALF, OCTETS), C.OCTETS_OF_RESPONDER);
  store<u32>(record, frame, C.FRAME);
  const isTls = classOf(condensed) == TLS_DATA;
  store<u32>(record, detailOf(condensed) | (isTls ? C.TLS : 0) | (fromResponder ? C.FROM_RESPONDER : 0), C.HEAD);
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

/** What was the latest is conversation. */
@inline
export function interrupt(latest: usize): void {
  writeStretch(latest);
  store<u16>(latest, 0, C.LENGTH);
}

/** Something that is no heartbeat has come. */
@inline
export function writeStretch(latest: usize): void {
  const stretch = load<u32>(stretches) + 1;
  store<u32>(stretches, stretch);
  store<u32>(latest, stretch, C.STRETCH);
}

/** Whether there is a page for its candidate. */
@inline
export function hasCandidates(row: u32): bool {
  return pageOf(row) != 0;
}

/** As in heartbeat/candidates.ts. */
@inline
export function numberOf(row: u32): u32 {
  return <u32>load<u16>(placeOfNumber(row));
}

@inline
function newNumber(row: u32): u32 {
  const numbered = pageOf(row) + C.NUMBERED;
  const given = load<u32>(numbered) + 1;
  store<u32>(numbered, given);
  store<u16>(placeOfNumber(row), <u16>given);
  return given;
}

@inline
export function latestOf(row: u32, known: u32): usize {
  return pageOf(row) + C.LATEST + <usize>(known - 1) * C.PLACE_OCTETS;
}

@inline
function placeOfNumber(row: u32): usize {
  return pageOf(row) + <usize>(row & ((1 << C.PAGE_SHIFT) - 1)) * C.NUMBER_OCTETS;
}

/** 0: there is none yet. */
@inline
function pageOf(row: u32): usize {
  return <usize>load<u32>(candidatePages + ((row >>> C.PAGE_SHIFT) << 2));
}
