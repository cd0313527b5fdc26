/** What few books have: what protocols agreed on when they began, and how the connection ended. */
import type { Direction } from '../tracking/rows.ts';
import { OPENING } from '../wire/payload-class.ts';
import * as B from './book-layout.ts';
import type { BookStore } from './book-store.ts';
import type { End, LastPayload } from './heartbeat.ts';
import { type Moment, Moments } from './moment.ts';

/** The time that the beginning of a protocol agreed on, s (0: none), and who said it first. */
export interface Agreed {
  seconds: number;
  direction: Direction;
}

export class BookRest extends Moments {
  /** `row`: among the rests. */
  constructor({ rests }: BookStore, row: number) {
    super(rests.page(row), rests.at(row));
  }

  hasAgreed(opening: number): boolean {
    return this.number(fieldOf(opening)) !== 0;
  }

  /** By class of wire/; null: that protocol was not seen to begin. */
  agreed(opening: number): Agreed | null {
    const word = this.number(fieldOf(opening));
    if (word === 0) return null;
    return { seconds: word & B.AGREED_SECONDS, direction: word & B.AGREED_BY_RESPONDER ? 1 : 0 };
  }

  setAgreed(opening: number, { seconds, direction }: Agreed): void {
    const side = direction === 1 ? B.AGREED_BY_RESPONDER : 0;
    this.setNumber(fieldOf(opening), seconds | side | B.AGREED_SAID);
  }

  /** The first that was seen. */
  get end(): End | null {
    const moment = this.momentIfAny(B.END_FRAME, B.END_TIME);
    if (moment === null) return null;
    return {
      ...moment,
      direction: this.octet(B.END_DIRECTION) === 1 ? 1 : 0,
      lastPayload: [this.payloadOf(0), this.payloadOf(1)],
    };
  }

  set end(end: End) {
    this.setMoment(B.END_FRAME, B.END_TIME, end);
    this.setOctet(B.END_DIRECTION, end.direction);
    for (const direction of [0, 1] as const) this.setPayloadOf(direction, end.lastPayload);
  }

  /** Who said that there were too many heartbeats. */
  get tooFast(): (Moment & { direction: Direction }) | null {
    const moment = this.momentIfAny(B.TOO_FAST_FRAME, B.TOO_FAST_TIME);
    return moment && { ...moment, direction: this.octet(B.TOO_FAST_DIRECTION) === 1 ? 1 : 0 };
  }

  set tooFast(said: Moment & { direction: Direction }) {
    this.setMoment(B.TOO_FAST_FRAME, B.TOO_FAST_TIME, said);
    this.setOctet(B.TOO_FAST_DIRECTION, said.direction);
  }

  private payloadOf(direction: Direction): Moment | null {
    return this.momentIfAny(B.END_PAYLOAD_FRAMES + 4 * direction, B.END_PAYLOAD_TIMES + 8 * direction);
  }

  private setPayloadOf(direction: Direction, lastPayload: LastPayload): void {
    const moment = lastPayload[direction] ?? { frame: 0, time: 0 };
    this.setMoment(B.END_PAYLOAD_FRAMES + 4 * direction, B.END_PAYLOAD_TIMES + 8 * direction, moment);
  }
}

function fieldOf(opening: number): number {
  return B.AGREED + 4 * (opening - OPENING);
}
