/**
 * The connection that nearly every connection is: both sides were captured, no data was sent in vain, there are no
 * heartbeats, and every probe was answered, or the prober gave up. A few numbers of its row tell its verdict and its
 * note. Everything else takes the long way through the rules (diagnose.ts, population/noteworthy.ts), which say the
 * same of these; a test holds the two together.
 *
 * A survey judges each connection once: on the long way a hundred small functions have to get warm first, in every
 * thread, and for 100,000 connections that costs several times what they do. So this is two plain functions.
 */

import { PROBE_OUTCOMES } from '../keepalive/exchange.ts';
import type { ProbeBooks } from '../keepalive/probe-books.ts';
import type { Prober } from '../keepalive/prober.ts';
import * as R from '../tracking/rows.ts';
import { isOpenSilence } from './population/capture-length.ts';
import * as N from './population/notes.ts';
import { isLongSilence } from './rules/idle-unprotected.ts';
import { isIdleClose } from './server-close.ts';
import { placeOf } from './verdict.ts';

/** What is known of a connection: the place of its verdict in VERDICT_CODES, and its NOTED_ bits above these 8 bits. */
export type Judgement = number;

/** The rules must be asked. */
export const NOT_ORDINARY: Judgement = -1;

/** The place of the verdict, and the bits. */
export function placeIn(judged: Judgement): number {
  return judged & 0xff;
}

export function noteIn(judged: Judgement): number {
  return judged >> 8;
}

const PEER_DEAD = placeOf('peer-dead');
const IDLE_UNPROTECTED = placeOf('idle-unprotected');
const HALF_CLOSED = placeOf('half-closed');
const RESET = placeOf('reset');
const ALIVE = placeOf('alive');
const CLOSED = placeOf('closed');

/** By place in PROBE_OUTCOMES. */
const NO_ANSWER: readonly number[] = (['unanswered', 'pending', 'icmp-error'] as const).map((outcome) =>
  PROBE_OUTCOMES.indexOf(outcome),
);

const ORIGINATOR = R.halfOffset(0);
const RESPONDER = R.halfOffset(1);

/** Of the connection whose row is at `at` in its page, were there no probes. `captureEnd`: of the last frame, ns. */
export function judgedByRow(page: DataView, at: number, captureEnd: number): Judgement {
  const originator = at + ORIGINATOR;
  const responder = at + RESPONDER;
  const own = page.getUint16(originator + R.HALF_FLAGS, true);
  const peer = page.getUint16(responder + R.HALF_FLAGS, true);
  if ((own & peer & R.HALF_SEEN) === 0 || (own | peer) & R.HALF_RESUMED) return NOT_ORDINARY;
  const resent =
    page.getUint16(originator + R.RESENT_TIMES, true) | page.getUint16(responder + R.RESENT_TIMES, true);
  if (resent !== 0) return NOT_ORDINARY;

  const flags = page.getUint32(at + R.CONNECTION_FLAGS, true);
  const asked = page.getFloat64(originator + R.OCTETS, true);
  const told = page.getFloat64(responder + R.OCTETS, true);
  const fin = page.getUint32(R.coldOf(originator) + R.FIN_FRAME, true);
  const finOfResponder = page.getUint32(R.coldOf(responder) + R.FIN_FRAME, true);
  const closeIdle = page.getFloat32(R.linkOf(at) + R.CLOSE_IDLE, true) * 1e9;
  let note = page.getUint32(R.seldomOf(at) + R.COPIES, true) > 0 ? N.NOTED_COPIES : 0;
  if (asked > 0 && told > 0 && isIdleClose(closeIdle, fin, finOfResponder)) note |= N.NOTED_IDLE_CLOSE;
  if (fin > 0 && finOfResponder > 0) return CLOSED | (note << 8);
  if (flags & R.CONNECTION_RESET) return RESET | (note << 8);
  if (fin > 0 || finOfResponder > 0) return HALF_CLOSED | (note << 8);
  // What was captured may be too little to tell.
  if (flags & R.CONNECTION_MIDSTREAM && asked + told === 0) return NOT_ORDINARY;
  const silence = Math.max(0, captureEnd - page.getFloat64(at + R.LAST_TIME, true));
  if (isOpenSilence(silence)) note |= N.NOTED_OPEN;
  const isUnprotected = isLongSilence(silence, page.getFloat64(at + R.LONGEST_SILENCE, true));
  return (isUnprotected ? IDLE_UNPROTECTED : ALIVE) | (note << 8);
}

/** What the probes of a connection make of what its row says. */
export function judgedWithProbes(byRow: Judgement, { sides, gaveUp, lostState }: ProbeBooks): Judgement {
  if (byRow === NOT_ORDINARY || lostState !== null) return NOT_ORDINARY;
  const originator = sides[0]?.prober;
  const responder = sides[1]?.prober;
  const often = (originator?.probes ?? 0) > 1 || (responder?.probes ?? 0) > 1 ? N.NOTED_PROBES : 0;
  const note = noteIn(byRow) | often;
  if (gaveUp !== null && gaveUp.length > 0)
    return PEER_DEAD | (((note & ~N.NOTED_OPEN) | N.NOTED_IN_VAIN) << 8);
  if (originator !== undefined && !isAnswered(originator)) return NOT_ORDINARY;
  if (responder !== undefined && !isAnswered(responder)) return NOT_ORDINARY;
  if (!originator?.hasProbed && !responder?.hasProbed) return byRow;
  // It is protected, however long its silence.
  const place = placeIn(byRow);
  return (place === IDLE_UNPROTECTED ? ALIVE : place) | ((note & ~N.NOTED_OPEN) << 8);
}

/** Every probe was answered, and none asked for a window. */
function isAnswered(prober: Prober): boolean {
  for (const place of NO_ANSWER) if (prober.outcomeCount(place) > 0) return false;
  return prober.windowProbes + prober.waiting === 0;
}
