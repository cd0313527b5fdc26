/** A keepalive probe that nothing is odd about: the first of its side, or one like those before. */
import * as E from '../keepalive/exchange-layout';
import * as P from '../keepalive/prober-layout';
import {
  ACKNOWLEDGED,
  CONNECTION_FLAGS,
  CONNECTION_OPEN,
  CONNECTION_WATCHED,
  HALF_ACK_KNOWN,
  HALF_FLAGS,
  HALF_SEEN,
  HALF_TIME,
  HALF_WINDOW_KNOWN,
  NEXT,
  WINDOW,
} from '../tracking/row-layout';
import { append, leaveOut, NO_ROOM, ROOM, roomFor, SURPLUS } from './chain';
import { acceptedTime, halfOf } from './half';
import { i32at, u8at, u16at } from './octets';
import { ipIdOf, ttlOf } from './packet';
import { hasRow } from './pool';
import { exchangeAt, isUnaware, newExchange, newProber, proberOf } from './prober';
import { exchanges, probers } from './state';

/** The peer has spoken, said its window, and acknowledged something. */
const KNOWN: u32 = HALF_SEEN | HALF_ACK_KNOWN | HALF_WINDOW_KNOWN;
/** As OVERTAKEN_WITHIN of keepalive/shape.ts, and EARLY of restored.ts. */
const OVERTAKEN_WITHIN: f64 = 5e8;
const EARLY: f64 = 0.87;

/**
 * Of the bare ACK one below SND.NXT at `ip`, that acknowledges nothing new: true where it is one, and written.
 * `timestamps`: where its TSval is, 0: it has none.
 */
@inline
export function takeProbe(
  ip: usize,
  ipv4: bool,
  tcp: usize,
  timestamps: usize,
  at: usize,
  row: u32,
  fromResponder: bool,
  time: f64,
  frame: u32,
): bool {
  if ((load<u32>(at, CONNECTION_FLAGS) & CONNECTION_OPEN) != 0) return false;
  const half = halfOf(at, fromResponder);
  const peer = halfOf(at, !fromResponder);
  const peerFlags = <u32>load<u16>(peer, HALF_FLAGS);
  if ((peerFlags & KNOWN) != KNOWN || load<u16>(peer, WINDOW) == 0) return false;
  // Something is unacknowledged.
  if (load<i32>(half, NEXT) - load<i32>(peer, ACKNOWLEDGED) > 0) return false;
  if (time - load<f64>(half, HALF_TIME) < OVERTAKEN_WITHIN) return false;
  const waited = time - acceptedTime(peer, row, peerFlags);
  const hasTimestamps = timestamps != 0;
  const echo = hasTimestamps ? i32at(timestamps + 4) : 0;
  if (hasTimestamps && echo == 0) return false;
  if (!hasRow(exchanges)) return false;
  let room = ROOM;
  let prober = proberOf(at, fromResponder);
  if (prober != 0) {
    if (!isRegular(prober, waited, timestamps, time)) return false;
    room = roomFor(prober);
    if (room == NO_ROOM) return false;
  } else if (hasRow(probers)) prober = newProber(at, fromResponder);
  else return false;

  const flags = <u32>load<u16>(prober, P.PROBER_FLAGS);
  const id = newExchange();
  const exchange = exchangeAt(id);
  writeExchange(exchange, ip, ipv4, tcp, timestamps, waited, time, frame);
  let sent = fromResponder ? E.SENT_BY_RESPONDER : 0;
  if (u16at(tcp + 14) < <u32>load<u16>(half, WINDOW)) sent |= E.SENT_SHRINKS;
  if (hasTimestamps) {
    sent |= E.SENT_TIMESTAMPS;
    if ((flags & P.PROBER_ECHO_KNOWN) != 0 && load<i32>(prober, P.ECHO) != echo) sent |= E.SENT_HEARD;
  }
  store<u8>(exchange, <u8>sent, E.SENT);
  run(prober, flags, id, exchange);
  append(prober, id, exchange);
  if (room == SURPLUS) leaveOut(prober);
  store<i32>(prober, echo, P.ECHO);
  const past =
    P.PROBER_HAS_GONE_ON | P.PROBER_IS_ANSWERED | P.PROBER_SENDS_OCTET | P.PROBER_ECHO_KNOWN;
  const present = hasTimestamps ? P.PROBER_ECHO_KNOWN : 0;
  store<u16>(prober, <u16>((flags & ~past) | present), P.PROBER_FLAGS);
  store<u32>(at, load<u32>(at, CONNECTION_FLAGS) | CONNECTION_WATCHED, CONNECTION_FLAGS);
  return true;
}

/**
 * Whether nothing speaks for another kind of probe, or for a run that is other than it seems: a restored socket's probe
 * (restored.ts), a lost answer (last-answer.ts), or earlier probes that still wait when a run begins anew.
 */
@inline
function isRegular(
  prober: usize,
  waited: f64,
  timestamps: usize,
  time: f64,
): bool {
  const flags = <u32>load<u16>(prober, P.PROBER_FLAGS);
  if ((flags & P.PROBER_IDLE_KNOWN) != 0 && waited < EARLY * load<f64>(prober, P.IDLE)) return false;
  if ((flags & (P.PROBER_HAS_GONE_ON | P.PROBER_IS_ANSWERED)) == 0) return true;
  if (load<u32>(prober, P.WAITING) != 0) return false;
  return !isUnaware(prober, flags, timestamps, time);
}

/** All of it as exchange-row.ts writes it, but for SENT, POSITION and PREVIOUS. */
@inline
function writeExchange(
  exchange: usize,
  ip: usize,
  ipv4: bool,
  tcp: usize,
  timestamps: usize,
  sincePeer: f64,
  time: f64,
  frame: u32,
): void {
  store<f64>(exchange, time, E.TIME);
  store<f64>(exchange, sincePeer, E.SINCE_PEER);
  store<f64>(exchange, 0, E.ANSWER_TIME);
  store<u32>(exchange, 0, E.ANSWER_FRAME);
  store<u32>(exchange, 0, E.NEXT);
  store<u8>(exchange, 0, E.OUTCOME);
  store<u8>(exchange, E.KEEPALIVE_PROBE, E.KIND);
  store<u8>(exchange, 0, E.FINAL);
  store<i32>(exchange, timestamps != 0 ? i32at(timestamps) : 0, E.TIMESTAMP);
  store<u32>(exchange, frame, E.FRAME);
  store<i32>(exchange, i32at(tcp + 4), E.SEQUENCE);
  store<i32>(exchange, i32at(tcp + 8), E.ACKNOWLEDGMENT);
  store<u16>(exchange, <u16>ipIdOf(ip, ipv4), E.IP_ID);
  store<u16>(exchange, <u16>u16at(tcp + 14), E.WINDOW);
  store<u8>(exchange, <u8>u8at(tcp + 13), E.FLAGS);
  store<u8>(exchange, <u8>ttlOf(ip, ipv4), E.TTL);
}

/** One more of the run, as Prober.sent() has it: a run begins where the last one is over. */
@inline
function run(prober: usize, flags: u32, id: u32, exchange: usize): void {
  const isOver = (flags & (P.PROBER_HAS_GONE_ON | P.PROBER_IS_ANSWERED)) != 0;
  const length = isOver ? 1 : load<u32>(prober, P.RUN_LENGTH) + 1;
  store<u32>(prober, length, P.RUN_LENGTH);
  store<u16>(exchange, <u16>min<u32>(length, 0xffff), E.POSITION);
  if (isOver || load<u32>(prober, P.RUN) == 0) store<u32>(prober, id, P.RUN);
  store<u32>(prober, load<u32>(prober, P.WAITING) + 1, P.WAITING);
  store<u32>(prober, load<u32>(prober, P.PROBES) + 1, P.PROBES);
}
