/**
 * Payload on a connection with a book, as heartbeat/observer.ts reads it: where the protocol is known, what is no heartbeat of it;
 * where it is not, what comes after a silence, and what may be its answer (heartbeat/unsigned.ts). What is not plainly one of
 * these goes the long way: the first two of a kind.
 */
import * as K from '../heartbeat/beat-layout';
import * as B from '../heartbeat/book-layout';
import * as C from '../heartbeat/candidate-layout';
import { CONNECTION_FLAGS, CONNECTION_FOLLOWED, RESUMED_AFTER } from '../tracking/row-layout';
import { bookOf, firstKind, idOfKind, isOf, kindAt, nextKind, setFlag } from './book';
import {
  answerLengthOf,
  drop,
  hasCandidates,
  interrupt,
  isLikePrevious,
  isOfResponder,
  keepLatest,
  latestOf,
  wasExchange,
  writeLatest,
  writeStretch,
} from './candidate';
import { addAnswer, addBeat, hasRoom } from './kind';
import { classOf, detailOf, REQUEST, TLS_DATA } from './payload';
import { isServed, rememberLength } from './silence';

/** As in heartbeat/unsigned.ts. */
const NEARBY: f64 = 7;
const NEARBY_SHARE: f64 = 0.05;

/** Whether writeBook() can take the payload, of no class that is told. `idle`: time without payload before it, ns. */
export function mayBeBooked(at: usize, row: u32, condensed: u32, idle: f64): bool {
  const book = bookOf(row);
  // What was cleartext at first may go on in TLS (STARTTLS).
  if ((load<u32>(book, B.BOOK_FLAGS) & B.BOOK_KNOWN) != 0) return classOf(condensed) != TLS_DATA;
  for (let kind = firstKind(book); kind != 0; kind = nextKind(kind)) if (load<u8>(kind, K.PROTOCOL) != 0) return false;
  if (idle < <f64>RESUMED_AFTER) return true;
  if (!hasCandidates(row) || isServed(at)) return false;
  if (!wasExchange(at, row)) return true;
  return kindOfLatest(book, row) != 0 ? hasRoom() : !isLikePrevious(at, row);
}

/** Of a payload whose octets are not counted yet. */
export function writeBook(
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
  const book = bookOf(row);
  if ((load<u32>(book, B.BOOK_FLAGS) & B.BOOK_KNOWN) != 0) hear(book, fromResponder);
  else {
    const isRequest = classOf(condensed) == REQUEST;
    const isAfterSilence = idle >= <f64>RESUMED_AFTER;
    if (isAfterSilence) {
      rememberLength(half, peer, isRequest ? 0 : length);
      settle(at, book, row, time - idle);
      store<u32>(book, 0, B.OPEN_KIND);
    }
    if (!takeAnswer(book, fromResponder, length, time, frame)) {
      if (isAfterSilence && !isRequest) {
        writeLatest(at, row, fromResponder, condensed, length, time, idle, frame);
        open(book, fromResponder, condensed, length, time, frame);
      } else {
        if (isAfterSilence) interruptAll(book, row);
        leave(book, fromResponder);
      }
    }
    follow(at, book);
  }
  store<f64>(book + (usize(fromResponder) << 3), time, B.PAYLOAD_TIMES);
  store<u32>(book + (usize(fromResponder) << 2), frame, B.PAYLOAD_FRAMES);
}

/** The silence after the candidate before says what that came to. `payloadTime`: of the last payload, ns. */
@inline
function settle(at: usize, book: usize, row: u32, payloadTime: f64): void {
  const latest = latestOf(row);
  if (!wasExchange(at, row)) {
    if (latest != 0) writeStretch(latest);
    countNoise(book);
    return;
  }
  const kind = kindOfLatest(book, row);
  if (kind != 0) {
    addTo(book, kind, latest, answerLengthOf(at, latest), payloadTime);
    drop(latest);
    return;
  }
  countNearby(book, latest);
  if (!keepLatest(at, row, payloadTime)) countNoise(book);
}

/** One more of its kind, and the answer to it, if there was one. */
@inline
function addTo(book: usize, kind: usize, latest: usize, answerLength: u32, answerTime: f64): void {
  if ((load<u32>(latest, C.HEAD) & C.TLS) != 0)
    store<u32>(book, load<u32>(book, B.BOOK_FLAGS) | B.BOOK_IS_TLS, B.BOOK_FLAGS);
  const frame = load<u32>(latest, C.FRAME);
  const noise = load<u32>(book, B.BOOK_NOISE);
  const isUninterrupted = load<u32>(kind, K.NOISE) == noise;
  addBeat(kind, load<f64>(latest, C.TIME), frame, load<f64>(latest, C.SILENCE), isUninterrupted);
  store<u32>(kind, noise, K.NOISE);
  if (answerLength == 0) return;
  const before = load<u32>(kind, K.ANSWER_LENGTH);
  if (before != 0 && before != answerLength) count(kind + K.OTHER_ANSWERS);
  const isOpen = load<u32>(book, B.OPEN_KIND) != 0 && load<u32>(book, B.OPEN_FRAME) == frame;
  const answerFrame: u32 = isOpen ? load<u32>(book, B.OPEN_ANSWER_FRAME) : 0;
  addAnswer(kind, answerFrame, answerTime, before != 0 ? before : answerLength);
}

/** Kinds of the same side that are nearly as long. */
@inline
function countNearby(book: usize, latest: usize): void {
  const length = <f64>load<u16>(latest, C.LENGTH);
  for (let kind = firstKind(book); kind != 0; kind = nextKind(kind)) {
    const known = <f64>load<u32>(kind, K.LENGTH);
    const isNearby = abs(known - length) <= max(NEARBY, NEARBY_SHARE * known);
    if (isNearby && isOf(kind, isOfResponder(latest))) count(kind + K.NEARBY);
  }
}

/** Payload after a silence: it may be one more of a kind. */
@inline
function open(book: usize, fromResponder: bool, condensed: u32, length: i32, time: f64, frame: u32): void {
  const id = idOfKind(book, fromResponder, length, detailOf(condensed));
  store<u32>(book, id, B.OPEN_KIND);
  if (id == 0) {
    hear(book, fromResponder);
    return;
  }
  store<f64>(book, time, B.OPEN_TIME);
  store<u32>(book, frame, B.OPEN_FRAME);
  store<u32>(book, 0, B.OPEN_ANSWER_FRAME);
}

/** Whether the payload answers a heartbeat: the one just sent, or one that has waited longer than a second. */
function takeAnswer(book: usize, fromResponder: bool, length: u32, time: f64, frame: u32): bool {
  const asked = kindAt(load<u32>(book, B.OPEN_KIND));
  if (asked != 0 && !isOf(asked, fromResponder) && load<u32>(book, B.OPEN_ANSWER_FRAME) == 0) {
    store<u32>(book, frame, B.OPEN_ANSWER_FRAME);
    return true;
  }
  for (let kind = firstKind(book); kind != 0; kind = nextKind(kind)) {
    if (isOf(kind, fromResponder) || load<u32>(kind, K.ANSWER_LENGTH) != length) continue;
    if (load<u8>(kind, K.PENDING) == 0) continue;
    addAnswer(kind, frame, time, length);
    return true;
  }
  return false;
}

/** Payload that is neither a heartbeat nor an answer: if one is open, more than an answer has come. */
@inline
function leave(book: usize, fromResponder: bool): void {
  store<u32>(book, 0, B.OPEN_KIND);
  hear(book, fromResponder);
}

function hear(book: usize, fromResponder: bool): void {
  for (let kind = firstKind(book); kind != 0; kind = nextKind(kind)) {
    if (isOf(kind, fromResponder)) setFlag(kind, K.KIND_SPOKE);
    else if (load<u32>(kind, K.SINCE_ANSWER) > 0) setFlag(kind, K.KIND_PEER_SPOKE);
  }
}

/** heartbeat/ wants to see all payload of the connection, or no more: wantsAll of heartbeat/book.ts. */
@inline
function follow(at: usize, book: usize): void {
  let wanted = load<u32>(book, B.OPEN_KIND) | (load<u32>(book, B.BOOK_FLAGS) & B.BOOK_AGREED);
  for (let kind = firstKind(book); kind != 0; kind = nextKind(kind)) wanted |= load<u8>(kind, K.PENDING);
  const others = load<u32>(at, CONNECTION_FLAGS) & ~CONNECTION_FOLLOWED;
  store<u32>(at, others | (wanted != 0 ? CONNECTION_FOLLOWED : 0), CONNECTION_FLAGS);
}

/** The kind that the latest candidate is one of; 0: there is none. */
@inline
function kindOfLatest(book: usize, row: u32): usize {
  const latest = latestOf(row);
  return kindAt(idOfKind(book, isOfResponder(latest), load<u16>(latest, C.LENGTH), detailOf(load<u32>(latest, C.HEAD))));
}

@inline
function interruptAll(book: usize, row: u32): void {
  interrupt(row);
  countNoise(book);
}

@inline
function countNoise(book: usize): void {
  count(book + B.BOOK_NOISE);
}

@inline
function count(number: usize): void {
  store<u32>(number, load<u32>(number) + 1);
}
