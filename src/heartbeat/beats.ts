/**
 * The heartbeats of one side that are alike: of one protocol, or, where the protocol is not known, of one length and with
 * answers of one length. Counts are exact; what is kept of them is bounded.
 */
import type { Direction } from '../tracking/rows.ts';
import { SECOND } from '../tracking/time.ts';
import * as K from './beat-layout.ts';
import type { BookStore } from './book-store.ts';
import { type Moment, Moments } from './moment.ts';
import { Rhythm } from './rhythm.ts';
import { Waiting } from './waiting.ts';

/** What makes a kind. */
export interface BeatForm {
  /** Place in BEAT_PROTOCOLS; -1: not known. */
  protocol: number;
  direction: Direction;
  /** Octets of the first. */
  length: number;
  /** Hash of the first octets; 0: not captured, or different each time, as of what is encrypted. */
  head: number;
}

export class Beats extends Moments {
  readonly id: number;
  /** Spans between heartbeats with nothing but heartbeats between them; and silences before each. */
  readonly spans: Rhythm;
  readonly silences: Rhythm;
  private readonly store: BookStore;

  constructor(store: BookStore, id: number) {
    super(store.kinds.page(id - 1), store.kinds.at(id - 1));
    this.store = store;
    this.id = id;
    this.spans = new Rhythm(this.page, this.at + K.SPANS, store.spans);
    this.silences = new Rhythm(this.page, this.at + K.SILENCES, store.spans);
  }

  /** A new one, of which there was none yet. */
  static made(store: BookStore, { protocol, direction, length, head }: BeatForm): Beats {
    const kind = new Beats(store, store.kinds.take() + 1);
    kind.protocol = protocol;
    kind.setFlag(K.KIND_FROM_RESPONDER, direction === 1);
    kind.setNumber(K.LENGTH, length);
    kind.setNumber(K.HEAD, head);
    return kind;
  }

  get protocol(): number {
    return this.octet(K.PROTOCOL) - 1;
  }

  set protocol(place: number) {
    this.setOctet(K.PROTOCOL, place + 1);
  }

  get direction(): Direction {
    return this.is(K.KIND_FROM_RESPONDER) ? 1 : 0;
  }

  get answered(): number {
    return this.number(K.ANSWERED);
  }

  /** How many wait that an answer may still come to. */
  get pending(): number {
    return this.octet(K.PENDING);
  }

  get first(): Moment {
    return this.moment(K.FIRST_FRAME, K.FIRST_TIME);
  }

  get last(): Moment {
    return this.moment(K.LAST_FRAME, K.LAST_TIME);
  }

  get lastAnswer(): Moment | null {
    return this.answered === 0 ? null : this.moment(K.LAST_ANSWER_FRAME, K.LAST_ANSWER_TIME);
  }

  /** Since the last answer: the first ones. */
  get unanswered(): Moment[] {
    const count = Math.min(this.number(K.SINCE_ANSWER), K.WAITING_AT_MOST);
    const waiting = this.waiting();
    if (waiting === null) return count === 0 ? [] : [this.last];
    return Array.from({ length: count }, (_, place) => waiting.unanswered(place));
  }

  /** One more. `silence`: time without payload before it, ns; `isUninterrupted`: only heartbeats since the last one. */
  addBeat(moment: Moment, length: number, silence: number, isUninterrupted: boolean): void {
    const sinceAnswer = this.number(K.SINCE_ANSWER);
    if (this.number(K.BEATS) === 0) {
      this.setMoment(K.FIRST_FRAME, K.FIRST_TIME, moment);
    } else if (isUninterrupted) {
      const span = moment.time - this.time(K.LAST_TIME);
      // Who waits for an answer may ask again sooner; where the clock was set back, nothing is known of the span.
      if (span > 0 && (sinceAnswer === 0 || this.spans.fits(span))) this.spans.append(span);
    }
    // Less is the way of an answer, such as the echo of a typed key.
    const isSilence = silence >= SECOND && silence < Number.POSITIVE_INFINITY;
    if (isSilence && (sinceAnswer === 0 || this.silences.fits(silence))) this.silences.append(silence);
    if (length !== this.number(K.LENGTH)) this.setFlag(K.KIND_IS_VARIED, true);
    this.add(K.BEATS, 1);
    this.wait(moment);
    this.setMoment(K.LAST_FRAME, K.LAST_TIME, moment);
    this.setFlag(K.KIND_SPOKE, false);
    if (sinceAnswer === 0) this.setFlag(K.KIND_PEER_SPOKE, false);
  }

  /** An answer: to the oldest that waits. Says which; null where none does. */
  answer(moment: Moment, length: number): Moment | null {
    const { pending } = this;
    if (pending === 0) return null;
    const waiting = this.waiting();
    const asked = waiting?.pending(0) ?? this.last;
    this.setOctet(K.PENDING, waiting?.dropPending(pending) ?? 0);
    this.add(K.ANSWERED, 1);
    this.setNumber(K.ANSWER_LENGTH, length);
    this.setMoment(K.LAST_ANSWER_FRAME, K.LAST_ANSWER_TIME, moment);
    this.setNumber(K.SINCE_ANSWER, 0);
    return asked;
  }

  /** Payload of a side that is neither a heartbeat nor an answer. */
  hear(direction: Direction): void {
    if (direction === this.direction) this.setFlag(K.KIND_SPOKE, true);
    else if (this.number(K.SINCE_ANSWER) > 0) this.setFlag(K.KIND_PEER_SPOKE, true);
  }

  /** The time between two, ns; null where only one was seen. */
  get period(): number | null {
    if (this.spans.count > 0) return this.spans.median;
    if (this.protocol < 0) return this.silences.median;
    const beats = this.number(K.BEATS);
    const whole = this.time(K.LAST_TIME) - this.time(K.FIRST_TIME);
    return beats < 2 || whole <= 0 ? null : whole / (beats - 1);
  }

  get isSteady(): boolean {
    return this.spans.isSteady || this.silences.isSteady;
  }

  /** One of the KIND_ flags. */
  is(flag: number): boolean {
    return (this.octet(K.KIND_FLAGS) & flag) !== 0;
  }

  setFlag(flag: number, wanted: boolean): void {
    const flags = this.octet(K.KIND_FLAGS);
    this.setOctet(K.KIND_FLAGS, wanted ? flags | flag : flags & ~flag);
  }

  /** Its rows are others' from now on. */
  release(): void {
    this.spans.release();
    this.silences.release();
    this.releaseWaiting();
    this.store.kinds.discard(this.id - 1);
  }

  /** The heartbeat, which is not the last yet, waits for an answer. */
  private wait(moment: Moment): void {
    const before = this.add(K.SINCE_ANSWER, 1) - 1;
    if (before === 0) {
      // Whatever came before the last answer was lost.
      this.releaseWaiting();
      this.setOctet(K.PENDING, 1);
      return;
    }
    const waiting = this.waiting() ?? this.newWaiting();
    waiting.addUnanswered(before, moment);
    this.setOctet(K.PENDING, waiting.addPending(this.pending, moment));
  }

  private waiting(): Waiting | null {
    const id = this.number(K.WAITS);
    return id === 0 ? null : new Waiting(this.store.waits, id);
  }

  /** With the last heartbeat in it. */
  private newWaiting(): Waiting {
    const id = this.store.waits.take() + 1;
    this.setNumber(K.WAITS, id);
    const waiting = new Waiting(this.store.waits, id);
    waiting.addUnanswered(0, this.last);
    waiting.addPending(0, this.last);
    return waiting;
  }

  private releaseWaiting(): void {
    const id = this.number(K.WAITS);
    if (id === 0) return;
    this.store.waits.discard(id - 1);
    this.setNumber(K.WAITS, 0);
  }
}
