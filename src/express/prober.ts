/** What keepalive/ has of a connection: the books of its two sides as probers, and the exchanges in their chains. */
import * as E from '../keepalive/exchange-layout';
import * as P from '../keepalive/prober-layout';
import { PROBER } from '../tracking/row-layout';
import { coldOfHalf } from './areas';
import { halfOf } from './half';
import { i32at } from './octets';
import { rowOfId, takeRow } from './pool';
import { exchangePages, exchanges, proberPages, probers, restPages, rests } from './state';

/** As in keepalive/last-answer.ts, ns. */
const ON_ITS_WAY: f64 = 5e8;

/** Where the side of the row at `at` is as a prober; `fromResponder`: the responder's. 0: it is none. */
@inline
export function proberOf(at: usize, fromResponder: bool): usize {
  const id = load<u32>(coldOfHalf(halfOf(at, fromResponder)), PROBER);
  return id == 0 ? 0 : proberAt(id);
}

@inline
export function proberAt(id: u32): usize {
  return rowOfId(proberPages, id, P.PAGE_SHIFT, P.ROW_OCTETS);
}

/** A new one for a side that is none; hasRow(probers) must have been said. */
@inline
export function newProber(at: usize, fromResponder: bool): usize {
  const id = takeRow(probers, proberPages, P.PAGE_SHIFT, P.ROW_OCTETS);
  store<u32>(coldOfHalf(halfOf(at, fromResponder)), id, PROBER);
  return proberAt(id);
}

/** Where its rest is; of one that has none, zeros. */
@inline
export function restOf(prober: usize): usize {
  return restAt(load<u32>(prober, P.REST));
}

/** A rest for a prober that has none; hasRow(rests) must have been said. */
export function newRest(prober: usize): usize {
  const rest = takeRow(rests, restPages, P.PAGE_SHIFT, P.REST_OCTETS) - 1;
  store<u32>(prober, rest, P.REST);
  return restAt(rest);
}

/** How many of its keepalive probes had this outcome. */
@inline
export function countOf(prober: usize, outcome: u32): u32 {
  if (outcome < <u32>P.USUAL_OUTCOMES) return load<u32>(prober + (<usize>outcome << 2), P.COUNTS);
  return load<u32>(restOf(prober) + (<usize>(outcome - P.USUAL_OUTCOMES) << 2), P.OTHER_COUNTS);
}

/** Where that is, to be written; hasRow(rests) must have been said. */
export function ownCountOf(prober: usize, outcome: u32): usize {
  if (outcome < <u32>P.USUAL_OUTCOMES) return prober + P.COUNTS + (<usize>outcome << 2);
  const rest = load<u32>(prober, P.REST) == 0 ? newRest(prober) : restOf(prober);
  return rest + P.OTHER_COUNTS + (<usize>(outcome - P.USUAL_OUTCOMES) << 2);
}

@inline
function restAt(rest: u32): usize {
  return rowOfId(restPages, rest + 1, P.PAGE_SHIFT, P.REST_OCTETS);
}

/** The id of a new exchange, which is to be written from beginning to end; hasRow(exchanges) must have been said. */
@inline
export function newExchange(): u32 {
  return takeRow(exchanges, exchangePages, E.PAGE_SHIFT, E.ROW_OCTETS);
}

/** Its run is over, and nothing of it waits (Prober.settle). */
@inline
export function settle(prober: usize): void {
  const past = P.PROBER_HAS_GONE_ON | P.PROBER_IS_ANSWERED;
  store<u16>(prober, <u16>(<u32>load<u16>(prober, P.PROBER_FLAGS) & ~past), P.PROBER_FLAGS);
  store<u32>(prober, 0, P.RUN);
  store<u32>(prober, 0, P.RUN_LENGTH);
}

/**
 * Whether the latest answer did not reach the prober, whose flags these are, by what it sends next (last-answer.ts).
 * `timestamps`: where the TSval of that is; 0: it has none.
 */
@inline
export function isUnaware(prober: usize, flags: u32, timestamps: usize, time: f64): bool {
  if (timestamps == 0 || (flags & P.PROBER_ANSWER_STAMPED) == 0) return false;
  if (load<i32>(prober, P.LAST_ANSWER_TIMESTAMP) - i32at(timestamps + 4) <= 0) return false;
  return time - load<f64>(prober, P.LAST_ANSWER_TIME) > ON_ITS_WAY;
}

@inline
export function exchangeAt(id: u32): usize {
  return rowOfId(exchangePages, id, E.PAGE_SHIFT, E.ROW_OCTETS);
}

@inline
export function waits(prober: usize): bool {
  return prober != 0 && load<u32>(prober, P.WAITING) != 0;
}
