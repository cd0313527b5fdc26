/** A book as plain values, once all is read. */
import { SECOND } from '../tracking/time.ts';
import { BEAT_PROTOCOLS } from '../wire/payload-class.ts';
import * as K from './beat-layout.ts';
import type { Beats } from './beats.ts';
import type { Book } from './book.ts';
import { BOOK_AGREED, BOOK_IS_SSH, BOOK_IS_TLS } from './book-layout.ts';
import type { Agreement, Heartbeat, Heartbeats } from './heartbeat.ts';
import { type BeatRules, rulesOf } from './protocols.ts';
import { areProven } from './signed.ts';
import { areHeartbeats, haveCome } from './unsigned.ts';

/** Null where nothing in the book is worth telling. */
export function heartbeatsOf(book: Book): Heartbeats | null {
  const beats = book.kinds
    .filter((kind) => (kind.protocol < 0 ? areHeartbeats(kind) : areProven(book, kind)))
    .sort((a, b) => a.first.frame - b.first.frame)
    .map((kind) => heartbeatOf(book, kind));
  const agreements = agreementsOf(book);
  const { tooFast, end } = book.rest;
  if (beats.length === 0 && tooFast === null && agreements.length === 0) return null;
  return { beats, tooFast, agreements, lastPayload: book.lastPayload, end };
}

/** Whether there may be something worth telling in it: less work to say than what it is. */
export function mayTell(book: Book): boolean {
  if (book.is(BOOK_AGREED) || book.rest.tooFast !== null) return true;
  return book.kinds.some((kind) => kind.protocol >= 0 || haveCome(kind));
}

function heartbeatOf(book: Book, kind: Beats): Heartbeat {
  const { protocol, period, answered } = kind;
  const rules = rulesOf(protocol);
  const { isAnswered, isMutual, isAfterSilence, opening } = rules;
  const waited = isAfterSilence ? (kind.silences.median ?? period) : period;
  const agreedSeconds = (opening === null ? undefined : book.rest.agreed(opening)?.seconds) ?? 0;
  const agreed = agreedSeconds > 0 ? agreedSeconds * SECOND : null;
  return {
    protocol: protocol < 0 ? wrapping(book) : (BEAT_PROTOCOLS[protocol] ?? 'unknown'),
    direction: kind.direction,
    beats: kind.number(K.BEATS),
    answered,
    isAnswered: protocol < 0 || isAnswered || answered > 0,
    isMutual,
    period,
    agreed,
    impliedTimeout: protocol < 0 ? null : impliedTimeout(rules, agreed, waited),
    length: kind.is(K.KIND_IS_VARIED) ? null : kind.number(K.LENGTH),
    answerLength: answered === 0 ? null : kind.number(K.ANSWER_LENGTH),
    first: kind.first,
    last: kind.last,
    lastAnswer: kind.lastAnswer,
    unanswered: isAnswered ? kind.unanswered : [],
    unansweredCount: isAnswered ? kind.number(K.SINCE_ANSWER) : 0,
    peerSpoke: kind.is(K.KIND_PEER_SPOKE),
  };
}

function impliedTimeout(
  { isHoldTime, patience }: BeatRules,
  agreed: number | null,
  waited: number | null,
): number | null {
  if (patience === null) return null;
  if (agreed !== null) return isHoldTime ? agreed : patience * agreed;
  return waited === null ? null : patience * waited;
}

function agreementsOf(book: Book): Agreement[] {
  if (!book.is(BOOK_AGREED)) return [];
  const { rest } = book;
  return BEAT_PROTOCOLS.flatMap((protocol, place) => {
    const rules = rulesOf(place);
    const { opening, isMutual } = rules;
    const said = opening === null ? null : rest.agreed(opening);
    if (said === null || said.seconds === 0) return [];
    const time = said.seconds * SECOND;
    const timeout = impliedTimeout(rules, time, null);
    return timeout === null ? [] : [{ protocol, time, timeout, from: isMutual ? null : said.direction }];
  });
}

/** What heartbeats are inside of that cannot be read. */
function wrapping(book: Book): Heartbeat['protocol'] {
  if (book.is(BOOK_IS_SSH)) return 'ssh';
  return book.is(BOOK_IS_TLS) ? 'tls' : 'unknown';
}
