/** What heartbeat/ remembers of one connection: bounded, whatever it carries. */
import type { Direction } from '../tracking/rows.ts';
import { OPENING_WEBSOCKET } from '../wire/payload-class.ts';
import type { Beats, Moment } from './beats.ts';
import type { End } from './heartbeat.ts';
import { areProven } from './signed.ts';

/** Kinds of heartbeats of one connection; more are not told apart from conversation. */
const KINDS_AT_MOST = 8;

export class Book {
  readonly row: number;
  readonly kinds: Beats[] = [];
  /** One more of a kind of unknown octets, as long as what follows may be its answer. */
  open: (Moment & { kind: Beats; answerFrame: number }) | null = null;
  /** Counts what was no heartbeat. */
  noise = 0;
  /** By class of wire/: beginnings of protocols that were seen, the time that they agreed on, s, and who said it first. */
  readonly agreed: Map<number, { seconds: number; direction: Direction }> = new Map();
  isSsh = false;
  isTls = false;
  tooFast: (Moment & { direction: Direction }) | null = null;
  end: End | null = null;
  readonly lastPayload: [Moment | null, Moment | null] = [null, null];

  constructor(row: number) {
    this.row = row;
  }

  /** It is of a protocol whose heartbeats are known by their octets: nothing else in it is one. */
  get isKnown(): boolean {
    // Applications have heartbeats of their own in WebSocket.
    for (const opening of this.agreed.keys()) if (opening !== OPENING_WEBSOCKET) return true;
    return this.kinds.some((kind) => kind.protocol >= 0 && areProven(this, kind));
  }

  /** All payload matters, and the end. */
  get wantsAll(): boolean {
    if (this.open !== null || this.agreed.size > 0) return true;
    return this.kinds.some(({ protocol, pending }) => protocol >= 0 || pending.length > 0);
  }

  /** Remembers a new kind, and forgets the rarest of those whose octets say nothing where there are too many. */
  add(kind: Beats): Beats {
    if (this.kinds.length >= KINDS_AT_MOST) {
      let rarest = 0;
      for (const [place, one] of this.kinds.entries()) {
        const other = this.kinds[rarest];
        if (other === undefined || one.protocol > other.protocol) continue;
        if (one.protocol < other.protocol || one.beats < other.beats) rarest = place;
      }
      this.kinds.splice(rarest, 1);
    }
    this.kinds.push(kind);
    return kind;
  }

  /** Payload of a side that is neither a heartbeat nor an answer. */
  hear(direction: Direction): void {
    for (const kind of this.kinds) {
      if (kind.direction === direction) kind.spoke = true;
      else if (kind.sinceAnswer > 0) kind.peerSpoke = true;
    }
  }
}
