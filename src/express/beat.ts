/**
 * Payload on a connection with a book, as heartbeat/observer.ts reads it: where the protocol is known, what is no heartbeat of it;
 * where it is not, what comes after a silence, and what may be its answer (heartbeat/unsigned.ts). What is not plainly one of
 * these goes the long way: the first two of a kind, what is not answered, and all that waits for an answer still.
 */
import * as K from '../heartbeat/beat-layout';
import * as B from '../heartbeat/book-layout';
import * as C from '../heartbeat/candidate-layout';
import {
  CONNECTION_FLAGS,
  CONNECTION_FOLLOWED,
  PERSISTENCE,
  PERSISTENCE_KNOWN,
  RESPONDER_HALF,
  RESUMED_AFTER,
} from '../tracking/row-layout';
import { append, bookOf, firstKind, haveSpans, idOfKind, isOf, kindAt, nextKind, setFlag } from './book';
import { classOf, detailOf, REQUEST, TLS_DATA } from './payload';
import { answerLengthOf, hasCandidates, interrupt, latestOf, numberOf, rememberLength, wasExchange, writeCandidate, writeStretch } from './silence';

/** What mayBeBooked() has found out: the kind that the candidate before is one more of; 0: it is of none. */
let settled: usize = 0;

/** Whether writeBook() can take the payload. `idle`: time without payload before it, ns. */
export function mayBeBooked(at: usize, row: u32, condensed: u32, idle: f64): bool {
  const book = bookOf(row);
  settled = 0;
  // What was cleartext at first may go on in TLS (STARTTLS).
  if ((load<u32>(book, B.BOOK_FLAGS) & B.BOOK_KNOWN) != 0) return classOf(condensed) != TLS_DATA;
  for (let kind = firstKind(book); kind != 0; kind = nextKind(kind))
    if ((load<u8>(kind, K.PROTOCOL) | load<u8>(kind, K.PENDING)) != 0) return false;
  if (idle < <f64>RESUMED_AFTER) return true;
  if (!hasCandidates(row)) return false;
  if ((<u32>load<u16>(at + RESPONDER_HALF, PERSISTENCE) & PERSISTENCE_KNOWN) != 0) return false;
  if (!wasExchange(at, row)) return true;
  settled = kindOfLatest(book, latestOf(row, numberOf(row)));
  if (settled == 0 || load<u32>(settled, K.WAITS) != 0) return false;
  return answerLengthOf(at, latestOf(row, numberOf(row))) != 0 && haveSpans();
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
  const flags = load<u32>(book, B.BOOK_FLAGS);
  if ((flags & B.BOOK_KNOWN) != 0) hear(book, fromResponder);
  else {
    if (idle >= <f64>RESUMED_AFTER) {
      const isRequest = classOf(condensed) == REQUEST;
      rememberLength(half, peer, isRequest ? 0 : length);
      settle(at, book, row, time - idle);
      if (isRequest) {
        interruptAll(book, row);
        leave(book, fromResponder);
      } else {
        writeCandidate(at, row, fromResponder, condensed, length, time, idle, frame);
        begin(book, fromResponder, condensed, length, time, frame);
      }
    } else if (!isAnswer(book, fromResponder)) leave(book, fromResponder);
    else store<u32>(book, frame, B.OPEN_ANSWER_FRAME);
    follow(at, load<u32>(book, B.OPEN_KIND) != 0 || (flags & B.BOOK_AGREED) != 0);
  }
  store<f64>(book + (usize(fromResponder) << 3), time, B.PAYLOAD_TIMES);
  store<u32>(book + (usize(fromResponder) << 2), frame, B.PAYLOAD_FRAMES);
}

/** The silence after the candidate before says what that came to. `payloadTime`: of the last payload, ns. */
@inline
function settle(at: usize, book: usize, row: u32, payloadTime: f64): void {
  const known = numberOf(row);
  if (settled == 0) {
    if (known != 0) writeStretch(latestOf(row, known));
    countNoise(book);
    return;
  }
  const latest = latestOf(row, known);
  addBeat(book, settled, latest);
  addAnswer(book, settled, load<u32>(latest, C.FRAME), answerLengthOf(at, latest), payloadTime);
  store<u16>(latest, 0, C.LENGTH);
}

/** One more of its kind, of which there were some, and none waits. */
@inline
function addBeat(book: usize, kind: usize, latest: usize): void {
  if ((load<u32>(latest, C.HEAD) & C.TLS) != 0)
    store<u32>(book, load<u32>(book, B.BOOK_FLAGS) | B.BOOK_IS_TLS, B.BOOK_FLAGS);
  const time = load<f64>(latest, C.TIME);
  const noise = load<u32>(book, B.BOOK_NOISE);
  const span = time - load<f64>(kind, K.LAST_TIME);
  if (load<u32>(kind, K.NOISE) == noise && span > 0) append(kind + K.SPANS, span);
  const silence = load<f64>(latest, C.SILENCE);
  if (silence < Infinity) append(kind + K.SILENCES, silence);
  store<u32>(kind, load<u32>(kind, K.BEATS) + 1, K.BEATS);
  store<f64>(kind, time, K.LAST_TIME);
  store<u32>(kind, load<u32>(latest, C.FRAME), K.LAST_FRAME);
  store<u32>(kind, noise, K.NOISE);
  const spoke: u32 = K.KIND_SPOKE | K.KIND_PEER_SPOKE;
  store<u8>(kind, <u8>(<u32>load<u8>(kind, K.KIND_FLAGS) & ~spoke), K.KIND_FLAGS);
}

/** The answer to that. `frame`: the heartbeat's. */
@inline
function addAnswer(book: usize, kind: usize, frame: u32, length: u32, time: f64): void {
  const before = load<u32>(kind, K.ANSWER_LENGTH);
  if (before == 0) store<u32>(kind, length, K.ANSWER_LENGTH);
  else if (before != length) store<u32>(kind, load<u32>(kind, K.OTHER_ANSWERS) + 1, K.OTHER_ANSWERS);
  const isOpen = load<u32>(book, B.OPEN_KIND) != 0 && load<u32>(book, B.OPEN_FRAME) == frame;
  store<u32>(kind, isOpen ? load<u32>(book, B.OPEN_ANSWER_FRAME) : 0, K.LAST_ANSWER_FRAME);
  store<f64>(kind, time, K.LAST_ANSWER_TIME);
  store<u32>(kind, load<u32>(kind, K.ANSWERED) + 1, K.ANSWERED);
}

/** Payload after a silence, on a connection with a book: it may be one more of a kind. */
@inline
function begin(book: usize, fromResponder: bool, condensed: u32, length: i32, time: f64, frame: u32): void {
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

/** Whether the payload may be the answer to the heartbeat just sent. */
@inline
function isAnswer(book: usize, fromResponder: bool): bool {
  const kind = kindAt(load<u32>(book, B.OPEN_KIND));
  return kind != 0 && !isOf(kind, fromResponder) && load<u32>(book, B.OPEN_ANSWER_FRAME) == 0;
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

@inline
function interruptAll(book: usize, row: u32): void {
  const known = numberOf(row);
  if (known != 0) interrupt(latestOf(row, known));
  countNoise(book);
}

@inline
function countNoise(book: usize): void {
  store<u32>(book, load<u32>(book, B.BOOK_NOISE) + 1, B.BOOK_NOISE);
}

/** The kind that the latest candidate is one of; 0: there is none. */
@inline
function kindOfLatest(book: usize, latest: usize): usize {
  const head = load<u32>(latest, C.HEAD);
  const isReverse = (head & C.FROM_RESPONDER) != 0;
  return kindAt(idOfKind(book, isReverse, load<u16>(latest, C.LENGTH), head & 0xffffff));
}

/** Whether heartbeat/ wants to see all payload of the connection. */
@inline
function follow(at: usize, wanted: bool): void {
  const others = load<u32>(at, CONNECTION_FLAGS) & ~CONNECTION_FOLLOWED;
  store<u32>(at, others | (wanted ? CONNECTION_FOLLOWED : 0), CONNECTION_FLAGS);
}
