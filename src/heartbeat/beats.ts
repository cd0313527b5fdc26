/**
 * The heartbeats of one side that are alike: of one protocol, or, where the protocol is not known, of one length and with
 * answers of one length. Counts are exact; what is kept of them is bounded.
 */
import type { Direction } from '../tracking/rows.ts';
import { SECOND } from '../tracking/time.ts';
import { Rhythm } from './rhythm.ts';

/** A segment, by its frame and time (ns). */
export interface Moment {
  frame: number;
  time: number;
}

/** Heartbeats without an answer that are remembered; more are counted. */
const UNANSWERED_KEPT = 16;

export class Beats {
  /** Place in BEAT_PROTOCOLS; -1: not known. */
  protocol: number;
  readonly direction: Direction;
  /** Octets of the first; `isVaried`: others had other lengths. */
  readonly length: number;
  isVaried = false;
  /** Hash of the first octets; 0: not captured, or different each time, as of what is encrypted. */
  head: number;
  beats = 0;
  answered = 0;
  /** Octets of the answers; 0: none yet. */
  answerLength = 0;
  /** Of an unknown protocol: answers of another length, and exchanges of nearly this length. */
  otherAnswers = 0;
  nearby = 0;
  first: Moment = { frame: 0, time: 0 };
  last: Moment = { frame: 0, time: 0 };
  lastAnswer: Moment | null = null;
  /** Those that an answer may still come to; the oldest gets it. */
  pending: Moment[] = [];
  /** Since the last answer: how many, and the first ones. */
  sinceAnswer = 0;
  unanswered: Moment[] = [];
  /** The peer has sent other payload since the first of `unanswered`. */
  peerSpoke = false;
  /** This side has sent other payload since its last heartbeat. */
  spoke = false;
  /** The book's count of other traffic at the last one. */
  noise = -1;
  /** Spans between heartbeats with nothing but heartbeats between them; and silences before each. */
  readonly spans: Rhythm = new Rhythm();
  readonly silences: Rhythm = new Rhythm();

  constructor(protocol: number, direction: Direction, length: number, head: number) {
    this.protocol = protocol;
    this.direction = direction;
    this.length = length;
    this.head = head;
  }

  /** One more. `silence`: time without payload before it, ns; `isUninterrupted`: only heartbeats since the last one. */
  add(moment: Moment, length: number, silence: number, isUninterrupted: boolean): void {
    if (this.beats === 0) this.first = moment;
    else {
      const span = moment.time - this.last.time;
      // Who waits for an answer may ask again sooner; where the clock was set back, nothing is known of the span.
      if (isUninterrupted && span > 0 && (this.sinceAnswer === 0 || this.spans.fits(span)))
        this.spans.add(span);
    }
    // Less is the way of an answer, such as the echo of a typed key.
    if (
      silence >= SECOND &&
      silence < Number.POSITIVE_INFINITY &&
      (this.sinceAnswer === 0 || this.silences.fits(silence))
    )
      this.silences.add(silence);
    if (length !== this.length) this.isVaried = true;
    this.beats++;
    this.last = moment;
    this.spoke = false;
    if (this.sinceAnswer === 0) {
      this.peerSpoke = false;
      // Whatever came before the last answer was lost.
      this.pending = [];
    }
    this.sinceAnswer++;
    if (this.unanswered.length < UNANSWERED_KEPT) this.unanswered.push(moment);
    this.pending.push(moment);
    if (this.pending.length > UNANSWERED_KEPT) this.pending.shift();
  }

  /** An answer: to the oldest that waits. Says which; null where none does. */
  answer(moment: Moment, length: number): Moment | null {
    const asked = this.pending.shift();
    if (asked === undefined) return null;
    this.answered++;
    this.answerLength = length;
    this.lastAnswer = moment;
    this.sinceAnswer = 0;
    this.unanswered = [];
    return asked;
  }

  /** The time between two, ns; null where only one was seen. */
  get period(): number | null {
    if (this.spans.count > 0) return this.spans.median;
    if (this.protocol < 0) return this.silences.median;
    const whole = this.last.time - this.first.time;
    return this.beats < 2 || whole <= 0 ? null : whole / (this.beats - 1);
  }

  get isSteady(): boolean {
    return this.spans.isSteady || this.silences.isSteady;
  }
}
