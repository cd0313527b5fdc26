/** What heartbeat/ remembers of one connection: bounded, whatever it carries. */
import type { Direction } from '../tracking/rows.ts';
import { BEATS, NEXT_KIND } from './beat-layout.ts';
import { type BeatForm, Beats } from './beats.ts';
import * as B from './book-layout.ts';
import { BookRest } from './book-rest.ts';
import type { BookStore } from './book-store.ts';
import type { LastPayload } from './heartbeat.ts';
import { type Moment, Moments } from './moment.ts';
import { areProven } from './signed.ts';

/** Kinds of heartbeats of one connection; more are not told apart from conversation. */
const KINDS_AT_MOST = 8;

/** One more of a kind of unknown octets, as long as what follows may be its answer. */
export interface OpenBeat extends Moment {
  kind: Beats;
  /** 0: none yet. */
  answerFrame: number;
}

export class Book extends Moments {
  readonly id: number;
  readonly store: BookStore;

  constructor(store: BookStore, id: number) {
    super(store.books.page(id - 1), store.books.at(id - 1));
    this.store = store;
    this.id = id;
  }

  /** The kinds of its heartbeats, in the order in which they came. */
  get kinds(): Beats[] {
    const kinds: Beats[] = [];
    for (let id = this.number(B.KINDS); id !== 0; ) {
      const kind = new Beats(this.store, id);
      kinds.push(kind);
      id = kind.number(NEXT_KIND);
    }
    return kinds;
  }

  get open(): OpenBeat | null {
    const id = this.number(B.OPEN_KIND);
    if (id === 0) return null;
    const answerFrame = this.number(B.OPEN_ANSWER_FRAME);
    return { kind: new Beats(this.store, id), ...this.moment(B.OPEN_FRAME, B.OPEN_TIME), answerFrame };
  }

  set open(open: OpenBeat | null) {
    this.setNumber(B.OPEN_KIND, open?.kind.id ?? 0);
    if (open === null) return;
    this.setMoment(B.OPEN_FRAME, B.OPEN_TIME, open);
    this.setNumber(B.OPEN_ANSWER_FRAME, open.answerFrame);
  }

  /** One of the BOOK_ flags. */
  is(flag: number): boolean {
    return (this.number(B.BOOK_FLAGS) & flag) !== 0;
  }

  setFlag(flag: number): void {
    this.setNumber(B.BOOK_FLAGS, this.number(B.BOOK_FLAGS) | flag);
  }

  get rest(): BookRest {
    return new BookRest(this.store, this.number(B.BOOK_REST));
  }

  /** The same, to be written. */
  ownRest(): BookRest {
    if (this.number(B.BOOK_REST) === 0) this.setNumber(B.BOOK_REST, this.store.rests.take());
    return this.rest;
  }

  /** Null: none of the side was seen. */
  get lastPayload(): LastPayload {
    return [this.payloadOf(0), this.payloadOf(1)];
  }

  setLastPayload(direction: Direction, moment: Moment): void {
    this.setMoment(B.PAYLOAD_FRAMES + 4 * direction, B.PAYLOAD_TIMES + 8 * direction, moment);
  }

  /** It is of a protocol whose heartbeats are known by their octets: nothing else in it is one. */
  get isKnown(): boolean {
    return this.is(B.BOOK_KNOWN) || this.kinds.some((kind) => kind.protocol >= 0 && areProven(this, kind));
  }

  /** All payload matters, and the end. */
  get wantsAll(): boolean {
    if (this.number(B.OPEN_KIND) !== 0 || this.is(B.BOOK_AGREED)) return true;
    return this.kinds.some((kind) => kind.protocol >= 0 || kind.pending > 0);
  }

  /** Remembers a new kind, and forgets the rarest of those whose octets say nothing where there are too many. */
  addKind(form: BeatForm): Beats {
    const { kinds } = this;
    if (kinds.length >= KINDS_AT_MOST) {
      let rarest = 0;
      for (const [place, one] of kinds.entries()) {
        const other = kinds[rarest];
        if (other === undefined || one.protocol > other.protocol) continue;
        if (one.protocol < other.protocol || one.number(BEATS) < other.number(BEATS)) rarest = place;
      }
      for (const kind of kinds.splice(rarest, 1)) this.drop(kind, kinds[rarest - 1]);
    }
    const kind = Beats.made(this.store, form);
    this.link(kinds.at(-1), kind.id);
    return kind;
  }

  /** Payload of a side that is neither a heartbeat nor an answer. */
  hear(direction: Direction): void {
    for (const kind of this.kinds) kind.hear(direction);
  }

  /** Its rows are others' from now on. */
  release(): void {
    for (const kind of this.kinds) kind.release();
    const rest = this.number(B.BOOK_REST);
    if (rest !== 0) this.store.rests.discard(rest);
    this.store.books.discard(this.id - 1);
  }

  private drop(kind: Beats, before: Beats | undefined): void {
    if (this.number(B.OPEN_KIND) === kind.id) this.open = null;
    this.link(before, kind.number(NEXT_KIND));
    kind.release();
  }

  /** What follows upon a kind; undefined: what comes first. */
  private link(before: Beats | undefined, id: number): void {
    if (before === undefined) this.setNumber(B.KINDS, id);
    else before.setNumber(NEXT_KIND, id);
  }

  private payloadOf(direction: Direction): Moment | null {
    return this.momentIfAny(B.PAYLOAD_FRAMES + 4 * direction, B.PAYLOAD_TIMES + 8 * direction);
  }
}
