/**
 * The latest candidate of a connection, and the last exchange that each side began, as heartbeat/candidates.ts keeps them. The
 * candidate's page must be there: hasCandidates() says so.
 */
import * as C from '../heartbeat/candidate-layout';
import { OCTETS, ORIGINATOR_HALF, RESPONDER_HALF } from '../tracking/row-layout';
import { classOf, detailOf, TLS_DATA } from './payload';
import { candidatePages, stretches } from './state';

@inline
export function hasCandidates(row: u32): bool {
  return pageOf(row) != 0;
}

/** Whether the latest was one segment, and what answered it was no longer than an answer. */
export function wasExchange(at: usize, row: u32): bool {
  const latest = latestOf(row);
  if (latest == 0) return false;
  const length = <u32>load<u16>(latest, C.LENGTH);
  if (length == 0 || sentSince(at, latest, isOfResponder(latest)) != length) return false;
  return answerLengthOf(at, latest) <= length + C.ANSWER_LONGER_BY;
}

/** Whether the exchange that the latest came to is like the one before of its side. */
export function isLikePrevious(at: usize, row: u32): bool {
  const latest = latestOf(row);
  const previous = previousOf(row, isOfResponder(latest));
  const length = load<u16>(previous, C.LENGTH);
  if (length == 0 || length != load<u16>(latest, C.LENGTH)) return false;
  const answer = answerLengthOf(at, latest);
  return answer == 0 || <u32>load<u16>(previous, C.ANSWER_LENGTH) == answer;
}

/**
 * The exchange that the latest came to is the last of its side, if it was answered; else it is conversation, and this says false.
 * `payloadTime`: of the last payload, ns.
 */
export function keepLatest(at: usize, row: u32, payloadTime: f64): bool {
  const latest = latestOf(row);
  const answer = answerLengthOf(at, latest);
  if (answer == 0) {
    interrupt(row);
    return false;
  }
  const previous = previousOf(row, isOfResponder(latest));
  store<f64>(previous, load<f64>(latest, C.TIME), C.TIME);
  store<f64>(previous, load<f64>(latest, C.SILENCE), C.SILENCE);
  store<f64>(previous, payloadTime, C.ANSWER_TIME);
  store<u32>(previous, load<u32>(latest, C.FRAME), C.FRAME);
  store<u32>(previous, load<u32>(latest, C.HEAD), C.HEAD);
  store<u16>(previous, load<u16>(latest, C.LENGTH), C.LENGTH);
  store<u16>(previous, <u16>answer, C.ANSWER_LENGTH);
  store<u32>(previous, load<u32>(latest, C.STRETCH), C.STRETCH);
  drop(latest);
  return true;
}

@inline
export function drop(latest: usize): void {
  store<u16>(latest, 0, C.LENGTH);
}

/** The latest is conversation, if there is one. */
export function interrupt(row: u32): void {
  const latest = latestOf(row);
  if (latest == 0) return;
  writeStretch(latest);
  drop(latest);
}

/** Something that is no heartbeat has come. */
@inline
export function writeStretch(latest: usize): void {
  const stretch = load<u32>(stretches) + 1;
  store<u32>(stretches, stretch);
  store<u32>(latest, stretch, C.STRETCH);
}

/** A payload whose octets are not counted yet is the latest. `idle`: time without payload before it, ns. */
@inline
export function writeLatest(
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
  const latest = latestOfNumber(row, known != 0 ? known : newNumber(row));
  store<u16>(latest, <u16>length, C.LENGTH);
  store<f64>(latest, time, C.TIME);
  store<f64>(latest, idle, C.SILENCE);
  store<u32>(latest, load<u32>(at + ORIGINATOR_HALF, OCTETS), C.OCTETS);
  store<u32>(latest, load<u32>(at + RESPONDER_HALF, OCTETS), C.OCTETS_OF_RESPONDER);
  store<u32>(latest, frame, C.FRAME);
  const isTls = classOf(condensed) == TLS_DATA;
  store<u32>(latest, detailOf(condensed) | (isTls ? C.TLS : 0) | (fromResponder ? C.FROM_RESPONDER : 0), C.HEAD);
}

/** Octets that the other side has sent since the latest. */
@inline
export function answerLengthOf(at: usize, latest: usize): u32 {
  return sentSince(at, latest, !isOfResponder(latest));
}

@inline
export function isOfResponder(candidate: usize): bool {
  return (load<u32>(candidate, C.HEAD) & C.FROM_RESPONDER) != 0;
}

/** 0: the connection never had one. */
@inline
export function latestOf(row: u32): usize {
  const known = numberOf(row);
  return known == 0 ? 0 : latestOfNumber(row, known);
}

/** The last exchange of its side; where there is no latest, something else of the same page. */
@inline
export function previousOfLatest(row: u32, latest: usize): usize {
  return previousOf(row, isOfResponder(latest));
}

@inline
function sentSince(at: usize, latest: usize, byResponder: bool): u32 {
  return byResponder
    ? load<u32>(at + RESPONDER_HALF, OCTETS) - load<u32>(latest, C.OCTETS_OF_RESPONDER)
    : load<u32>(at + ORIGINATOR_HALF, OCTETS) - load<u32>(latest, C.OCTETS);
}

@inline
function numberOf(row: u32): u32 {
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
function latestOfNumber(row: u32, known: u32): usize {
  return pageOf(row) + C.LATEST + <usize>(known - 1) * C.PLACE_OCTETS;
}

@inline
function previousOf(row: u32, ofResponder: bool): usize {
  return pageOf(row) + C.PREVIOUS + <usize>(2 * (numberOf(row) - 1) + u32(ofResponder)) * C.PLACE_OCTETS;
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
