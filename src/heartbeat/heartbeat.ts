/** What the books of a connection came to: plain values, for timeline/ and for the way from thread to thread. */
import type { Direction } from '../tracking/rows.ts';
import type { BeatProtocol } from '../wire/payload-class.ts';
import type { Moment } from './moment.ts';

/** The heartbeats of one side. Times are ns, frames count over the timeline. */
export interface Heartbeat {
  /** `tls`, `ssh`: what it is inside of, which cannot be read. */
  protocol: BeatProtocol | 'tls' | 'ssh' | 'unknown';
  direction: Direction;
  beats: number;
  answered: number;
  /** The protocol has answers. */
  isAnswered: boolean;
  /** Both sides are to send them. */
  isMutual: boolean;
  /** Null where there was only one. */
  period: number | null;
  /** The time that the beginning of the protocol agreed on; null: not seen, or none. */
  agreed: number | null;
  /** After so long without a sign of life the peer is given up; null: no rule says so. */
  impliedTimeout: number | null;
  /** Octets of payload; null where they differ. */
  length: number | null;
  answerLength: number | null;
  first: Moment;
  last: Moment;
  lastAnswer: Moment | null;
  /** Without an answer to the end: the first ones, and how many. */
  unanswered: readonly Moment[];
  unansweredCount: number;
  /** While they were unanswered, the peer sent other payload. */
  peerSpoke: boolean;
}

/** What the beginning of a protocol agreed on, whether or not there were heartbeats then, ns. */
export interface Agreement {
  protocol: BeatProtocol;
  time: number;
  /** After so long without a sign of life a side is given up. */
  timeout: number;
  /** The side that has to give them; null: both. */
  from: Direction | null;
}

/** The last payload of each side that was seen while the connection was followed; null: none was. */
export type LastPayload = readonly [Moment | null, Moment | null];

/** The first FIN or RST that was seen while the connection was followed. */
export interface End extends Moment {
  direction: Direction;
  /** Before it. */
  lastPayload: LastPayload;
}

export interface Heartbeats {
  beats: readonly Heartbeat[];
  /** The peer said that there were too many (HTTP/2 GOAWAY, ENHANCE_YOUR_CALM). */
  tooFast: (Moment & { direction: Direction }) | null;
  agreements: readonly Agreement[];
  lastPayload: LastPayload;
  end: End | null;
}
