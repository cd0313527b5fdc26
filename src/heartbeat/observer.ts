/**
 * Payload to heartbeats: takes each step that is notable for its payload, keeps the books of connections that may have
 * heartbeats, and says of each segment whether it is one or answers one, as far as that is known when it comes.
 */
import type { ToldBeat } from '../keepalive/classified.ts';
import type { Direction } from '../tracking/rows.ts';
import { sentBy } from '../tracking/standing.ts';
import type { Step } from '../tracking/step.ts';
import type { Tracker } from '../tracking/tracker.ts';
import {
  BEATS,
  classOf,
  detailOf,
  FAREWELL,
  GOAWAY_TOO_FAST,
  OPENING,
  OPENING_LAST,
  OPENING_SSH,
  OPENING_WEBSOCKET,
  TLS_DATA,
} from '../wire/payload-class.ts';
import { FIN, RST, type Segment, SYN } from '../wire/segment.ts';
import type { Book } from './book.ts';
import { BOOK_AGREED, BOOK_IS_SSH, BOOK_KNOWN } from './book-layout.ts';
import type { BookStore } from './book-store.ts';
import { Books } from './books.ts';
import type { Candidates } from './candidates.ts';
import { heartbeatsOf, mayTell } from './conclusions.ts';
import type { Heartbeats } from './heartbeat.ts';
import { readSigned } from './signed.ts';
import { NOTHING, type ToldPayload } from './told.ts';
import { Unsigned } from './unsigned.ts';

export class HeartbeatObserver {
  /** Of the latest segment that was observed: its frame, what it is, and what it answers. */
  private frame = 0;
  private told: ToldPayload = NOTHING;
  private readonly books: Books;
  private readonly unsigned: Unsigned;
  private readonly tracker: Tracker;

  constructor(tracker: Tracker) {
    this.tracker = tracker;
    this.books = new Books(tracker.arena, tracker.rows);
    this.unsigned = new Unsigned(this.books, tracker);
  }

  /** For express/. */
  get candidates(): Candidates {
    return this.unsigned.candidates;
  }

  /** The books of all connections. */
  get store(): BookStore {
    return this.books.store;
  }

  /** What the segment is, if it was just observed; null where it is no heartbeat and answers none. */
  toldOf({ frame }: Segment): ToldBeat | null {
    const { told, of } = this.told;
    if (told === null || frame !== this.frame) return null;
    return {
      kind: told === 'beat' ? 'heartbeat' : 'heartbeat-reply',
      answersFrame: of?.frame ?? 0,
      answersTime: of?.time ?? 0,
    };
  }

  /** Must be called for every step with NOTABLE_PAYLOAD, and for no other. */
  observe(step: Step, segment: Segment): void {
    this.frame = segment.frame;
    this.told = NOTHING;
    const { row } = step;
    if (segment.flags & (SYN | FIN | RST)) {
      const book = this.books.of(row);
      // What the tracker did not believe ends nothing.
      const isDoubted = (segment.flags & RST) !== 0 && !this.tracker.wasReset(row);
      if (book !== undefined && !isDoubted) readEnd(book, step, segment);
      return;
    }
    this.told = this.read(this.books.of(row), step, segment);
    const book = this.books.of(row);
    if (book !== undefined) book.setLastPayload(step.direction, segment);
    if (book !== undefined) this.tracker.follow(row, book.wantsAll);
  }

  /** What the connection of a row has so far; undefined: nothing worth telling. */
  of(row: number): Heartbeats | undefined {
    const book = this.books.of(row);
    return (book && heartbeatsOf(book)) ?? undefined;
  }

  /** The rows of the connections that may have heartbeats. */
  *rows(): Generator<number> {
    for (const row of this.store.inUse()) {
      const book = this.books.of(row);
      if (book !== undefined && mayTell(book)) yield row;
    }
  }

  /** All is read. */
  finish(): void {
    for (const row of this.store.inUse()) this.finishOne(row);
  }

  /** Nothing more comes on the connection of the row: what it sent last counts as it looks. */
  finishOne(row: number): void {
    const book = this.books.of(row);
    if (book === undefined) return;
    const { octets, payloadTime } = sentBy(this.tracker.rows, row);
    this.unsigned.settle(book, row, octets[0], octets[1], payloadTime);
  }

  /** The connection of the row is let go of: nothing is remembered of it. */
  forget(row: number): void {
    this.books.forget(row);
    this.unsigned.forget(row);
  }

  private read(book: Book | undefined, step: Step, segment: Segment): ToldPayload {
    const payloadClass = classOf(segment.payload);
    if (payloadClass >= BEATS) return readSigned(this.books.open(step.row), step, segment);
    if (payloadClass >= OPENING && payloadClass !== FAREWELL) {
      if (payloadClass <= OPENING_LAST)
        agree(this.books.open(step.row), payloadClass, detailOf(segment.payload), step.direction);
      else if (payloadClass === GOAWAY_TOO_FAST) goAway(this.books.open(step.row), step, segment);
      this.books.of(step.row)?.hear(step.direction);
      return NOTHING;
    }
    // What was cleartext at first may go on in TLS (STARTTLS).
    if (book?.isKnown !== true || payloadClass === TLS_DATA) return this.unsigned.read(book, step, segment);
    book.hear(step.direction);
    return NOTHING;
  }
}

function goAway(book: Book, { direction }: Step, { frame, time }: Segment): void {
  const rest = book.ownRest();
  if (rest.tooFast === null) rest.tooFast = { frame, time, direction };
}

/** A protocol begins. Where both sides say a time, the shorter one counts, unless it is none. */
function agree(book: Book, payloadClass: number, seconds: number, direction: Direction): void {
  if (payloadClass === OPENING_SSH) {
    book.setFlag(BOOK_IS_SSH);
    return;
  }
  book.setFlag(BOOK_AGREED);
  // Applications have heartbeats of their own in WebSocket.
  if (payloadClass !== OPENING_WEBSOCKET) book.setFlag(BOOK_KNOWN);
  const rest = book.ownRest();
  const before = rest.agreed(payloadClass);
  if (before === null) rest.setAgreed(payloadClass, { seconds, direction });
  else if (before.seconds > 0 && seconds > 0)
    rest.setAgreed(payloadClass, { ...before, seconds: Math.min(before.seconds, seconds) });
  else rest.setAgreed(payloadClass, { ...before, seconds: before.seconds || seconds });
}

function readEnd(book: Book, { direction }: Step, { flags, frame, time }: Segment): void {
  if (flags & SYN) return;
  const rest = book.ownRest();
  if (rest.end === null) rest.end = { frame, time, direction, lastPayload: book.lastPayload };
}
