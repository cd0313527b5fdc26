/**
 * The connection that nearly every connection is: both sides were captured, no data was sent in vain, there are no
 * heartbeats, and no probe was in vain at the end, or the prober gave up. Or a SYN that nothing answered. A few numbers of its row, and of its sides as
 * probers, tell its verdict and its note. Everything else takes the long way through the rules (diagnose.ts,
 * population/noteworthy.ts), which say the same of these; a test holds the two together.
 *
 * A survey judges each connection once: on the long way a hundred small functions have to get warm first, in every
 * thread, and for 100,000 connections that costs several times what they do. So these are a few plain functions.
 */

import type { Stores } from '../keepalive/probe-books.ts';
import { idlePeriod } from '../keepalive/probe-period.ts';
import * as P from '../keepalive/prober-glance.ts';
import { LATEST } from '../keepalive/prober-layout.ts';
import { endsInVain } from '../timeline/trailing-run.ts';
import * as R from '../tracking/rows.ts';
import { isOpenSilence } from './population/capture-length.ts';
import { isOften } from './population/keepalive-storms.ts';
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
const INCOMPLETE = placeOf('incomplete');

/** Beside the bits of keepalive/prober-glance.ts: its last two probes say so (population/keepalive-storms.ts). */
const PROBES_OFTEN = 0x20;

/** The connection did not begin with a SYN, or was reset. */
const BEYOND_A_SYN = R.CONNECTION_MIDSTREAM | R.CONNECTION_RESETS;

const ORIGINATOR = R.halfOffset(0);
const RESPONDER = R.halfOffset(1);

/**
 * What is known of the connection of a row without asking the rules, if it has no heartbeats and its peer never lost it;
 * NOT_ORDINARY: they must be asked. `captureEnd`: the time of the last frame, ns.
 */
export function judged(stores: Stores, row: number, captureEnd: number): Judgement {
  const page = stores.rows.page(row);
  const at = stores.rows.at(row);
  const byRow = judgedByRow(page, at, captureEnd);
  const originator = page.getUint32(R.linkOf(at + ORIGINATOR) + R.PROBER, true);
  const responder = page.getUint32(R.linkOf(at + RESPONDER) + R.PROBER, true);
  if (byRow === NOT_ORDINARY || originator + responder === 0) return byRow;
  let probers = 0;
  if (originator > 0) probers |= glanceOf(stores, originator, page, at + RESPONDER);
  if (responder > 0) probers |= glanceOf(stores, responder, page, at + ORIGINATOR);
  return judgedWithProbes(byRow, probers);
}

/** The bits of a side for judgedWithProbes(). `id`: its books as a prober; `peer`: where the half of its peer is. */
function glanceOf({ probers, exchanges }: Stores, id: number, page: DataView, peer: number): number {
  const books = probers.page(id);
  const at = probers.at(id);
  const latest = books.getUint32(at + LATEST, true);
  let glance = P.glanceAt(books, at);
  if (glance & P.HAS_PROBED_AGAIN && isOften(idlePeriod(exchanges, latest))) glance |= PROBES_OFTEN;
  if ((glance & P.HAS_PROBED_IN_VAIN) === 0) return glance;
  return endsInVain(exchanges, latest, R.acceptedTime(page, peer)) ? glance | P.IS_OPEN : glance;
}

/** Of the connection whose row is at `at` in its page, were there no probes. */
function judgedByRow(page: DataView, at: number, captureEnd: number): Judgement {
  const originator = at + ORIGINATOR;
  const responder = at + RESPONDER;
  const own = page.getUint16(originator + R.HALF_FLAGS, true);
  const peer = page.getUint16(responder + R.HALF_FLAGS, true);
  const isAlone = (own & peer & R.HALF_SEEN) === 0;
  if ((isAlone && !isSynAlone(own, peer)) || (own | peer) & R.HALF_RESUMED) return NOT_ORDINARY;
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
  if (isAlone)
    return fin + finOfResponder > 0 || flags & BEYOND_A_SYN ? NOT_ORDINARY : INCOMPLETE | (note << 8);
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

/** Whether the originator sent SYNs, and nobody anything else: a flood has millions of these. */
function isSynAlone(originator: number, responder: number): boolean {
  const most = R.HALF_SEEN | R.HALF_SYN | R.HALF_SPOKE;
  return responder === 0 && (originator & most) === (R.HALF_SEEN | R.HALF_SYN);
}

/**
 * What the probes of a connection make of what its row says. `probers`: the bits of both its sides as probers
 * (keepalive/prober-glance.ts), IS_OPEN too where the last probes of one may have been in vain.
 */
function judgedWithProbes(byRow: Judgement, probers: number): Judgement {
  if (byRow === NOT_ORDINARY || placeIn(byRow) === INCOMPLETE) return NOT_ORDINARY;
  const gaveUp = (probers & P.HAS_GIVEN_UP) !== 0;
  const again =
    (probers & P.HAS_PROBED_AGAIN ? N.NOTED_PROBES : 0) | (probers & PROBES_OFTEN ? N.NOTED_OFTEN : 0);
  const inVain = gaveUp || probers & P.HAS_PROBED_IN_VAIN ? N.NOTED_IN_VAIN : 0;
  const note = (noteIn(byRow) & ~N.NOTED_OPEN) | again | inVain;
  if (gaveUp) return PEER_DEAD | (note << 8);
  if (probers & P.IS_OPEN) return NOT_ORDINARY;
  if ((probers & P.HAS_PROBED) === 0) return byRow;
  // It is protected, however long its silence.
  const place = placeIn(byRow);
  return (place === IDLE_UNPROTECTED ? ALIVE : place) | (note << 8);
}
