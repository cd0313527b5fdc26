/**
 * The connection that nearly every connection is: both sides were captured, no data was sent in vain, there are no
 * heartbeats, and no probe was in vain at the end, or the prober gave up. Or a SYN that nothing answered. A few numbers of
 * its row, and of its sides as probers, tell its verdict and why a finding over connections may concern it. Everything else
 * is for the rules of diagnosis/, which say the same of these; a test holds the two together.
 *
 * Each connection is judged once, at the end: V8 would take longer to compile JavaScript for it than WebAssembly takes for
 * 100,000 connections.
 */
import * as S from '../diagnosis/counts-layout';
import { hasSurvived, isIdleClose, isIdleReset, isLongSilence, isOften, isOpenSilence } from '../diagnosis/silences';
import * as N from '../diagnosis/population/notes';
import * as V from '../diagnosis/verdict-places';
import * as E from '../keepalive/exchange-layout';
import * as P from '../keepalive/prober-layout';
import { POOL_COUNT } from '../tracking/pool-layout';
import * as R from '../tracking/row-layout';
import { readAhead, ROWS_AHEAD } from './ahead';
import { coldOf, coldOfHalf, ownSeldomOf, rareOf, rowAt } from './areas';
import { acceptedTime, hasSent, lastTime } from './half';
import { countOf, exchangeAt, proberAt, restOf } from './prober';
import { probers } from './state';

/** A verdict's place, and the NOTED_ bits above these 8 bits. */
type Judgement = i32;

/** The rules must be asked. */
const UNKNOWN: Judgement = V.NOT_ORDINARY;

/** The connection did not begin with a SYN, or was reset. */
const BEYOND_A_SYN: u32 = R.CONNECTION_MIDSTREAM | R.CONNECTION_RESETS;

/** What the sides of a connection have been as probers, as bits. */
const HAS_PROBED: u32 = 0x1;
const HAS_PROBED_AGAIN: u32 = 0x2;
const HAS_PROBED_IN_VAIN: u32 = 0x4;
const PROBES_OFTEN: u32 = 0x8;
const HAS_GIVEN_UP: u32 = 0x10;
/** It has sent window probes, or some of its probes wait, or its last ones may have been in vain. */
const IS_OPEN: u32 = 0x20;

/**
 * Judges the first `count` rows as of `captureEnd`, the time of the last frame in ns. By row: in `codes` the places of
 * verdicts (Uint8; NOT_ORDINARY: the rules must be asked), in `notes` the NOTED_ bits (Uint8; a row that has any before is
 * for the rules), in `firstFrames` (Uint32). What the judged ones come to is added to `sums`.
 */
export function judge(
  count: u32,
  captureEnd: f64,
  codes: usize,
  notes: usize,
  firstFrames: usize,
  sums: usize,
): void {
  let copies: f64 = 0;
  for (let row: u32 = 0; row < count; row++) {
    if ((row & (ROWS_AHEAD - 1)) == 0) readAhead(row, count);
    const at = rowAt(row);
    if (load<u32>(coldOf(at), R.NUMBER) == 0) continue;
    store<u32>(firstFrames + (<usize>row << 2), load<u32>(coldOf(at), R.FIRST_FRAME));
    const isForRules = load<u8>(notes + row) != 0;
    const judgement = isForRules ? UNKNOWN : judged(at, row, captureEnd);
    store<u8>(codes + row, <u8>judgement);
    store<u8>(notes + row, judgement == UNKNOWN ? 0 : <u8>(judgement >> 8));
    if (judgement == UNKNOWN) continue;
    add(sums + S.VERDICTS + ((<usize>judgement & 0xff) << 3), 1);
    copies += <f64>load<u32>(rareOf(row), R.COPIES);
  }
  add(sums + S.ALL_COPIES, copies);
}

/** Adds the probes of all sides to `sums`; those that wait while the capture goes on are pending. */
export function sumProbes(sums: usize): void {
  // The books of those that were given back are empty.
  const count = load<u32>(probers, POOL_COUNT);
  for (let id: u32 = 1; id <= count; id++) {
    const prober = proberAt(id);
    add(sums + S.ALL_PROBES, <f64>load<u32>(prober, P.PROBES));
    add(sums + S.ALL_WINDOW_PROBES, <f64>load<u32>(prober, P.WINDOW_PROBES));
    for (let place: u32 = 0; place < <u32>E.OUTCOMES; place++)
      add(sums + S.OUTCOMES_OF_PROBES + (<usize>place << 3), <f64>countOf(prober, place));
    add(sums + S.OUTCOMES_OF_PROBES + 8 * E.PENDING_PROBE, <f64>load<u32>(prober, P.WAITING));
  }
}

@inline
function add(at: usize, by: f64): void {
  store<f64>(at, load<f64>(at) + by);
}

function judged(at: usize, row: u32, captureEnd: f64): Judgement {
  const judgement = judgedWithoutReset(at, row, captureEnd);
  if ((judgement & 0xff) != V.RESET || !endedBySilence(at, row)) return judgement;
  return judgement | (N.NOTED_IDLE_CLOSE << 8);
}

/** But for what the silence before a RST says. */
@inline
function judgedWithoutReset(at: usize, row: u32, captureEnd: f64): Judgement {
  const byRow = judgedByRow(at, row, captureEnd);
  const originator = load<u32>(coldOfHalf(at + R.ORIGINATOR_HALF), R.PROBER);
  const responder = load<u32>(coldOfHalf(at + R.RESPONDER_HALF), R.PROBER);
  if (byRow == UNKNOWN || (originator | responder) == 0) return byRow;
  let sides: u32 = 0;
  if (originator != 0) sides |= glanceAtProber(proberAt(originator), at + R.RESPONDER_HALF, row);
  if (responder != 0) sides |= glanceAtProber(proberAt(responder), at + R.ORIGINATOR_HALF, row);
  return judgedWithProbes(byRow, sides);
}

/** Were there no probes. */
function judgedByRow(at: usize, row: u32, captureEnd: f64): Judgement {
  const originator = at + R.ORIGINATOR_HALF;
  const responder = at + R.RESPONDER_HALF;
  const own = <u32>load<u16>(originator, R.HALF_FLAGS);
  const peer = <u32>load<u16>(responder, R.HALF_FLAGS);
  const isAlone = (own & peer & R.HALF_SEEN) == 0;
  if ((isAlone && !isSynAlone(own, peer)) || ((own | peer) & R.HALF_RESUMED) != 0) return UNKNOWN;
  if ((load<u16>(originator, R.RESENT_TIMES) | load<u16>(responder, R.RESENT_TIMES)) != 0) return UNKNOWN;

  const flags = load<u32>(at, R.CONNECTION_FLAGS);
  const fin = load<u32>(coldOfHalf(originator), R.FIN_FRAME);
  const finOfResponder = load<u32>(coldOfHalf(responder), R.FIN_FRAME);
  let note = load<u32>(rareOf(row), R.COPIES) == 0 ? 0 : N.NOTED_COPIES << 8;
  if (isAlone) return (fin | finOfResponder) != 0 || (flags & BEYOND_A_SYN) != 0 ? UNKNOWN : V.INCOMPLETE | note;
  const asked = hasSent(originator, row);
  const told = hasSent(responder, row);
  const closeIdle = <f64>load<f32>(coldOf(at), R.CLOSE_IDLE) * 1e9;
  const isClose = (flags & R.CONNECTION_RESET) == 0 || wasClosedBeforeReset(at, row, fin, finOfResponder);
  if (asked && told && isClose && isIdleClose(closeIdle, fin, finOfResponder)) note |= N.NOTED_IDLE_CLOSE << 8;
  if (fin != 0 && finOfResponder != 0) return V.CLOSED | note;
  if ((flags & R.CONNECTION_RESET) != 0) return V.RESET | note;
  if ((fin | finOfResponder) != 0) return V.HALF_CLOSED | note;
  const isMidstream = (flags & R.CONNECTION_MIDSTREAM) != 0;
  if (!isMidstream && ((own | peer) & R.HALF_SPOKE) == 0) return V.INCOMPLETE | note;
  // What was captured may be too little to tell.
  if (isMidstream && !asked && !told) return UNKNOWN;
  // A connection that has lost its ports to another one is not silent since.
  const silence = (flags & R.CONNECTION_REPLACED) != 0 ? 0 : max<f64>(0, captureEnd - lastTime(at));
  if (isOpenSilence(silence)) note |= N.NOTED_OPEN << 8;
  return note | (isLongSilence(silence, load<f64>(coldOf(at), R.LONGEST_SILENCE)) ? V.IDLE_UNPROTECTED : V.ALIVE);
}

/** Whether a FIN came before the first RST: else what is known of the close is of the RST. The frames of the FINs; 0: none. */
@inline
function wasClosedBeforeReset(at: usize, row: u32, fin: u32, finOfResponder: u32): bool {
  const reset = load<u32>(ownSeldomOf(at, row), R.RESET_FRAME);
  return (fin != 0 && fin < reset) || (finOfResponder != 0 && finOfResponder < reset);
}

/** Whether the RST came first, and may be that of a timer, as diagnosis/idle-reset.ts has it. Both sides were captured. */
function endedBySilence(at: usize, row: u32): bool {
  const fin = load<u32>(coldOfHalf(at + R.ORIGINATOR_HALF), R.FIN_FRAME);
  const finOfResponder = load<u32>(coldOfHalf(at + R.RESPONDER_HALF), R.FIN_FRAME);
  if (wasClosedBeforeReset(at, row, fin, finOfResponder)) return false;
  const silence = <f64>load<f32>(coldOf(at), R.CLOSE_IDLE) * 1e9;
  if (!isIdleReset(silence) || hasSurvived(silence, load<f64>(coldOf(at), R.LONGEST_SILENCE))) return false;
  const originator = at + R.ORIGINATOR_HALF;
  const responder = at + R.RESPONDER_HALF;
  return !isOutstanding(originator, responder) && !isOutstanding(responder, originator);
}

/** Whether something of the side, which was captured, is unacknowledged, as timeline/side.ts has it. */
@inline
function isOutstanding(half: usize, peer: usize): bool {
  if ((load<u16>(peer, R.HALF_FLAGS) & R.HALF_ACK_KNOWN) == 0) return false;
  return (load<u16>(half, R.HALF_FLAGS) & R.HALF_NEXT_FIRM) != 0 && load<i32>(half, R.NEXT) - load<i32>(peer, R.ACKNOWLEDGED) > 0;
}

/** Whether the originator sent SYNs, and nobody anything else: a flood has millions of these. */
@inline
function isSynAlone(originator: u32, responder: u32): bool {
  const most: u32 = R.HALF_SEEN | R.HALF_SYN | R.HALF_SPOKE;
  return responder == 0 && (originator & most) == (R.HALF_SEEN | R.HALF_SYN);
}

/** The bits of a side. `peer`: the half of its peer. */
function glanceAtProber(prober: usize, peer: usize, row: u32): u32 {
  const probes = load<u32>(prober, P.PROBES);
  const windowProbes = load<u32>(prober, P.WINDOW_PROBES);
  const waiting = load<u32>(prober, P.WAITING) + countOf(prober, E.PENDING_PROBE);
  const inVain =
    countOf(prober, E.UNANSWERED_PROBE) + countOf(prober, E.ICMP_ERROR_PROBE);
  const latest = load<u32>(prober, P.LATEST);
  let bits: u32 = probes + windowProbes != 0 ? HAS_PROBED : 0;
  if (windowProbes + waiting != 0) bits |= IS_OPEN;
  if (load<u32>(restOf(prober), P.GAVE_UP_FRAME) != 0) bits |= HAS_GIVEN_UP;
  if (probes > 1) bits |= HAS_PROBED_AGAIN | (latest != 0 && probesOften(exchangeAt(latest)) ? PROBES_OFTEN : 0);
  if (inVain == 0) return bits;
  bits |= HAS_PROBED_IN_VAIN;
  return latest != 0 && endsInVain(exchangeAt(latest), peer, row) ? bits | IS_OPEN : bits;
}

/** As keepalive/probe-period.ts has the time between the latest probe and the one before. */
function probesOften(latest: usize): bool {
  const id = load<u32>(latest, E.PREVIOUS);
  if (id == 0 || !isFirst(latest)) return false;
  const before = exchangeAt(id);
  return isFirst(before) && isOften(load<f64>(latest, E.TIME) - load<f64>(before, E.TIME));
}

@inline
function isFirst(exchange: usize): bool {
  return load<u16>(exchange, E.POSITION) == 1 && load<u8>(exchange, E.KIND) == E.KEEPALIVE_PROBE;
}

/** Whether a side whose latest probe this is, none of which waits or is pending, may have a run that timeline/trailing-run.ts finds. */
@inline
function endsInVain(latest: usize, peer: usize, row: u32): bool {
  const outcome = load<u8>(latest, E.OUTCOME);
  if (outcome != E.UNANSWERED_PROBE && outcome != E.ICMP_ERROR_PROBE) return false;
  return acceptedTime(peer, row, load<u16>(peer, R.HALF_FLAGS)) <= load<f64>(latest, E.TIME);
}

/** What the probes of a connection make of what its row says. `sides`: the bits of both. */
function judgedWithProbes(byRow: Judgement, sides: u32): Judgement {
  const place = byRow & 0xff;
  if (place == V.INCOMPLETE) return UNKNOWN;
  const gaveUp = (sides & HAS_GIVEN_UP) != 0;
  let note = (byRow >> 8) & ~N.NOTED_OPEN;
  if ((sides & HAS_PROBED_AGAIN) != 0) note |= N.NOTED_PROBES;
  if ((sides & PROBES_OFTEN) != 0) note |= N.NOTED_OFTEN;
  if (gaveUp || (sides & HAS_PROBED_IN_VAIN) != 0) note |= N.NOTED_IN_VAIN;
  if (gaveUp) return V.PEER_DEAD | (note << 8);
  if ((sides & IS_OPEN) != 0) return UNKNOWN;
  if ((sides & HAS_PROBED) == 0) return byRow;
  // It is protected, however long its silence.
  return (place == V.IDLE_UNPROTECTED ? V.ALIVE : place) | (note << 8);
}
