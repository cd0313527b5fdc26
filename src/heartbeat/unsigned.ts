/**
 * Heartbeats whose octets are not known, encrypted ones among them, by how they come: docs/heartbeats.md has the rule in
 * words. After a silence one segment of one side, as little of the other, and silence again; always of the same lengths;
 * in a steady rhythm.
 *
 * A connection without heartbeats is looked at only when a silence ends: what was sent since the one before is told by
 * the octets that its sides have sent.
 */
import type { Direction, Rows } from '../tracking/rows.ts';
import type { Step } from '../tracking/step.ts';
import { SECOND } from '../tracking/time.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { classOf, detailOf, PLAIN, TLS_DATA } from '../wire/payload-class.ts';
import type { Segment } from '../wire/segment.ts';
import * as K from './beat-layout.ts';
import type { Beats } from './beats.ts';
import type { Book } from './book.ts';
import { BOOK_IS_TLS, BOOK_NOISE } from './book-layout.ts';
import type { Books } from './books.ts';
import { ANSWER_LONGER_BY } from './candidate-layout.ts';
import { Candidates, type Exchange, LONGEST } from './candidates.ts';
import { rememberLength } from './last-lengths.ts';
import { NOTHING, type ToldPayload } from './told.ts';

/** A silence that ends a conversation: payload after it may be a heartbeat. */
const SILENCE = SECOND;
/** One octet is a key that somebody pressed. */
const LENGTH_AT_LEAST = 2;
/** Who says more than this and gets less sends data, or asks for some, as HTTP within TLS; padding comes back as long. */
const SHORT = 256;
const BEATS_AT_LEAST = 4;
/** Lengths that nearly agree are one message with another number in it. */
const NEARBY = 7;
const NEARBY_SHARE = 0.05;
/** So few exceptions, as a part of the heartbeats, change nothing. */
const EXCEPTIONS = 0.1;
/** A count of noise that no book comes to: something else came since. */
const NEVER = 0xffff_ffff;

/** Whether these are heartbeats, as far as is known by now. */
export function areHeartbeats(kind: Beats): boolean {
  if (!haveCome(kind)) return false;
  const beats = kind.number(K.BEATS);
  const length = kind.number(K.LENGTH);
  if (length > SHORT && kind.number(K.ANSWER_LENGTH) < length - ANSWER_LONGER_BY) return false;
  const exceptions = EXCEPTIONS * beats;
  if (kind.number(K.OTHER_ANSWERS) > exceptions || kind.number(K.NEARBY) > exceptions) return false;
  return kind.isSteady;
}

/** Whether so many came, and one of them was answered, that they may be. */
export function haveCome(kind: Beats): boolean {
  return kind.number(K.BEATS) >= BEATS_AT_LEAST && kind.answered > 0;
}

export class Unsigned {
  readonly candidates: Candidates;
  private readonly books: Books;
  private readonly rows: Rows;

  /** `books`: of all connections, by row; a connection gets one when an exchange has come a second time. */
  constructor(books: Books, { rows, arena }: Tracker) {
    this.books = books;
    this.rows = rows;
    this.candidates = new Candidates(arena);
  }

  /** Payload of no class that is told; `before` is the book of its connection, which may get one. */
  read(before: Book | undefined, step: Step, segment: Segment): ToldPayload {
    const { row, direction } = step;
    const isAfterSilence = step.sincePayload >= SILENCE;
    const isCandidate = isAfterSilence && isOpaque(segment);
    const book = isAfterSilence ? this.readSilence(before, step, segment, isCandidate) : before;
    const answer = book === undefined ? null : readAnswer(book, step, segment);
    if (answer !== null) return answer;
    if (isCandidate) {
      this.candidates.begin(step, segment);
      return book === undefined ? NOTHING : begin(book, step, segment);
    }
    if (isAfterSilence) this.interrupt(row, book);
    if (book !== undefined) leave(book, direction);
    return NOTHING;
  }

  /** The silence before the segment says what the candidate before it came to, if that can matter. */
  private readSilence(
    book: Book | undefined,
    step: Step,
    { time, length }: Segment,
    isCandidate: boolean,
  ): Book | undefined {
    const { row, direction, sincePayload, ownOctets, peerOctets } = step;
    const isAlike = rememberLength(this.rows, row, direction, isCandidate ? length : 0);
    if (book === undefined && !isAlike) {
      // Where no candidate begins, read() does.
      if (isCandidate) this.candidates.interrupt(row);
      return book;
    }
    const payloadTime = time - sincePayload;
    const settled =
      direction === 0
        ? this.settle(book, row, ownOctets, peerOctets, payloadTime)
        : this.settle(book, row, peerOctets, ownOctets, payloadTime);
    if (settled !== undefined) settled.open = null;
    return settled;
  }

  /**
   * The silence after a candidate has come, or the end: it is one more of its kind, or was conversation. The octets are
   * those that the sides have sent by now; `payloadTime`: of the last payload, ns. Returns the connection's book.
   */
  settle(
    book: Book | undefined,
    row: number,
    octets0: number,
    octets1: number,
    payloadTime: number,
  ): Book | undefined {
    const { candidates } = this;
    if (!candidates.wasExchange(row, octets0, octets1)) {
      if (book !== undefined) book.add(BOOK_NOISE, 1);
      return book;
    }
    const exchange = candidates.latest(row, octets0, octets1, payloadTime);
    candidates.drop(row);
    const kind = book === undefined ? null : kindOf(book, exchange);
    if (kind === null || book === undefined) return this.compare(book, row, exchange);
    addTo(book, kind, exchange, book.number(BOOK_NOISE));
    return book;
  }

  /** An exchange of a kind that is not known: it becomes one when it is like the one before of its side. */
  private compare(book: Book | undefined, row: number, exchange: Exchange): Book | undefined {
    const { candidates, books } = this;
    const { direction, length, head, answerLength } = exchange;
    for (const kind of book?.kinds ?? []) if (isNearby(kind, exchange)) kind.add(K.NEARBY, 1);
    const previous = candidates.previous(row, direction);
    const isAlike =
      previous?.length === length && (answerLength === 0 || previous.answerLength === answerLength);
    if (answerLength > 0) candidates.keep(row, exchange);
    else if (!isAlike) this.interrupt(row, book);
    if (!isAlike) return book;
    const owner = book ?? books.open(row);
    const known = previous.head === head ? head : 0;
    const kind = owner.addKind({ protocol: -1, direction, length, head: known });
    const noise = owner.number(BOOK_NOISE);
    addTo(owner, kind, previous, previous.isInterrupted ? NEVER : noise);
    addTo(owner, kind, exchange, noise);
    return owner;
  }

  /** The connection of the row is let go of. */
  forget(row: number): void {
    this.candidates.forget(row);
  }

  private interrupt(row: number, book: Book | undefined): void {
    this.candidates.interrupt(row);
    if (book !== undefined) book.add(BOOK_NOISE, 1);
  }
}

/** Payload after a silence, on a connection with a book: it may be one more of a kind. */
function begin(book: Book, { direction }: Step, { frame, time, length, payload }: Segment): ToldPayload {
  const kind = kindOf(book, { direction, length, head: detailOf(payload) });
  book.open = kind === null ? null : { kind, frame, time, answerFrame: 0 };
  if (kind === null) book.hear(direction);
  return kind !== null && areHeartbeats(kind) ? { told: 'beat', of: null } : NOTHING;
}

/** Payload that is neither a heartbeat nor an answer: if one is open, more than an answer has come. */
function leave(book: Book, direction: Direction): void {
  book.open = null;
  book.hear(direction);
}

/** One more of its kind. `noise`: how much else the book had counted when it came. */
function addTo(book: Book, kind: Beats, exchange: Exchange, noise: number): void {
  const { frame, time, length, silence, answerLength, answerTime, isTls } = exchange;
  if (isTls) book.setFlag(BOOK_IS_TLS);
  kind.addBeat({ frame, time }, length, silence, kind.number(K.NOISE) === noise);
  kind.setNumber(K.NOISE, noise);
  if (answerLength === 0) return;
  const before = kind.number(K.ANSWER_LENGTH);
  if (before !== 0 && before !== answerLength) kind.add(K.OTHER_ANSWERS, 1);
  const { open } = book;
  const answerFrame = open?.frame === frame ? open.answerFrame : 0;
  kind.answer({ frame: answerFrame, time: answerTime }, before || answerLength);
}

/** Whether the segment answers a heartbeat: the one just sent, or one that has waited longer than a second. */
function readAnswer(book: Book, { direction }: Step, { frame, time, length }: Segment): ToldPayload | null {
  const { open } = book;
  if (open !== null && open.kind.direction !== direction && open.answerFrame === 0) {
    book.open = { ...open, answerFrame: frame };
    return areHeartbeats(open.kind)
      ? { told: 'answer', of: { frame: open.frame, time: open.time } }
      : NOTHING;
  }
  for (const kind of book.kinds) {
    if (kind.protocol >= 0 || kind.direction === direction || kind.number(K.ANSWER_LENGTH) !== length)
      continue;
    const of = kind.answer({ frame, time }, length);
    if (of !== null) return areHeartbeats(kind) ? { told: 'answer', of } : NOTHING;
  }
  return null;
}

/**
 * The kind of the same length and first octets. What begins with other octets each time is encrypted, or counts: then the
 * length decides.
 */
function kindOf(
  book: Book,
  { direction, length, head }: Pick<Exchange, 'direction' | 'length' | 'head'>,
): Beats | null {
  for (const kind of book.kinds) {
    if (kind.protocol >= 0 || kind.direction !== direction || kind.number(K.LENGTH) !== length) continue;
    const known = kind.number(K.HEAD);
    if (known === head || known === 0) return kind;
  }
  return null;
}

function isNearby(kind: Beats, { direction, length }: Exchange): boolean {
  if (kind.protocol >= 0 || kind.direction !== direction) return false;
  const known = kind.number(K.LENGTH);
  return Math.abs(known - length) <= Math.max(NEARBY, NEARBY_SHARE * known);
}

/** Not known to ask for data or to bring some. */
function isOpaque({ payload, length }: Segment): boolean {
  const payloadClass = classOf(payload);
  if (length < LENGTH_AT_LEAST || length > LONGEST) return false;
  return payloadClass === PLAIN || payloadClass === TLS_DATA;
}
