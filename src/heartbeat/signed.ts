/** Heartbeats that are known by their octets, and their answers. */
import { opposite } from '../tracking/rows.ts';
import type { Step } from '../tracking/step.ts';
import { SECOND } from '../tracking/time.ts';
import { BEAT_PROTOCOLS, BEATS, classOf } from '../wire/payload-class.ts';
import type { Segment } from '../wire/segment.ts';
import { KIND_SPOKE } from './beat-layout.ts';
import type { Beats } from './beats.ts';
import type { Book } from './book.ts';
import { BOOK_AGREED, BOOK_KNOWN } from './book-layout.ts';
import type { Moment } from './moment.ts';
import { rulesOf } from './protocols.ts';
import { NOTHING, type ToldPayload } from './told.ts';

/** A silence after which a message is a heartbeat that otherwise measures the path. */
const SILENCE = 0.5 * SECOND;
const REDIS = BEAT_PROTOCOLS.indexOf('redis');
const NATS = BEAT_PROTOCOLS.indexOf('nats');
const REPLICATION = BEAT_PROTOCOLS.indexOf('redis-replication');

/** A segment of a class from BEATS on. */
export function readSigned(book: Book, step: Step, segment: Segment): ToldPayload {
  const place = inReplication(book, (classOf(segment.payload) - BEATS) >> 1, step.direction);
  const isAnswer = ((classOf(segment.payload) - BEATS) & 1) === 1;
  const moment = { frame: segment.frame, time: segment.time };
  if (isAnswer) return readAnswer(book, step, segment, place, moment);
  const { onlyIdle } = rulesOf(place);
  if (onlyIdle && step.sincePayload < SILENCE) return NOTHING;
  const { direction, sincePayload } = step;
  const kind =
    kindOf(book, place, direction) ??
    book.addKind({ protocol: place, direction, length: segment.length, head: 0 });
  kind.addBeat(moment, segment.length, sincePayload, !kind.is(KIND_SPOKE));
  if (areProvenForGood(book, kind)) book.setFlag(BOOK_KNOWN);
  return { told: areProven(book, kind) ? 'beat' : null, of: null };
}

/** Whether the octets are what they seem to be. */
export function areProven(book: Book, kind: Beats): boolean {
  if (areProvenForGood(book, kind) || kind.isSteady) return true;
  // What one side is proven to speak, the other one speaks as well.
  return kindOf(book, kind.protocol, opposite(kind.direction))?.isSteady === true;
}

/** Whether they are, whatever comes. */
function areProvenForGood(book: Book, kind: Beats): boolean {
  const { isWeak, opening } = rulesOf(kind.protocol);
  if (!isWeak || kind.answered > 0) return true;
  if (opening !== null && book.is(BOOK_AGREED) && book.rest.hasAgreed(opening)) return true;
  const ofPeer = kindOf(book, kind.protocol, opposite(kind.direction));
  return ofPeer !== null && ofPeer.answered > 0;
}

function readAnswer(
  book: Book,
  { direction }: Step,
  segment: Segment,
  place: number,
  moment: Moment,
): ToldPayload {
  // PING by itself is of NATS and of Redis; the answer tells.
  const asked =
    kindOf(book, place, opposite(direction)) ?? (place === REDIS ? inline(book, opposite(direction)) : null);
  const of = asked?.answer(moment, segment.length) ?? null;
  if (of === null) book.hear(direction);
  return of === null ? NOTHING : { told: 'answer', of };
}

function inline(book: Book, direction: 0 | 1): Beats | null {
  const kind = kindOf(book, NATS, direction);
  if (kind !== null) kind.protocol = REDIS;
  return kind;
}

/**
 * A replica says how far it is, and leaves the PING of its master unanswered (replication.c, replicationCron): that one is
 * of the replication as well, also where it came first.
 */
function inReplication(book: Book, place: number, direction: 0 | 1): number {
  const peer = opposite(direction);
  if (place === REDIS && kindOf(book, REPLICATION, peer) !== null) return REPLICATION;
  if (place === REPLICATION && kindOf(book, REPLICATION, peer) === null) {
    const ofMaster = kindOf(book, REDIS, peer);
    if (ofMaster?.answered === 0) ofMaster.protocol = REPLICATION;
  }
  return place;
}

function kindOf(book: Book, place: number, direction: 0 | 1): Beats | null {
  return book.kinds.find((kind) => kind.protocol === place && kind.direction === direction) ?? null;
}
