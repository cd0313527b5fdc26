/** The chain of the exchanges of one side, as keepalive/probe-chain.ts keeps it. */
import * as E from '../keepalive/exchange-layout';
import * as P from '../keepalive/prober-layout';
import { POOL_COUNT, POOL_FREED } from '../tracking/pool-layout';
import { giveBack } from './pool';
import { exchangeAt, restOf } from './prober';
import { budget, exchanges, keptAtMost } from './state';

/** As in keepalive/probe-chain.ts. */
const KEPT_AT_LEAST: u32 = 32;
const UNWANTED: u32 = E.MARK_FINAL | E.MARK_PINNED;

/** What one exchange more means for the chain: it must not come this way; or nothing; or one must be left out. */
export const NO_ROOM: u32 = 0;
export const ROOM: u32 = 1;
export const SURPLUS: u32 = 2;

@inline
export function roomFor(prober: usize): u32 {
  const before = load<u32>(prober, P.KEPT);
  const all = load<u32>(exchanges, POOL_COUNT) - load<u32>(exchanges, POOL_FREED);
  if (!isTooMany(before + 1, all + 1)) return ROOM;
  // More than one must be left out, or the second half of the chain is to begin.
  const rest = restOf(prober);
  if (isTooMany(before, all) || load<u32>(rest, P.TAIL) == 0) return NO_ROOM;
  const exchange = exchangeAt(surplusOf(rest, before + 1, load<u32>(rest, P.BEHIND) + 1));
  const isPlain = ((<u32>load<u8>(exchange, E.FINAL)) & UNWANTED) == E.MARK_FINAL;
  return isPlain && load<u8>(exchange, E.KIND) != E.UNDECIDED ? SURPLUS : NO_ROOM;
}

@inline
function isTooMany(kept: u32, all: u32): bool {
  return <f64>kept > keptAtMost || (<f64>all >= budget && kept > KEPT_AT_LEAST);
}

/** The exchange to leave out: the first of the second half of the chain, or the last of the first one. */
@inline
function surplusOf(rest: usize, kept: u32, behind: u32): u32 {
  const tail = load<u32>(rest, P.TAIL);
  return behind > kept >>> 1 ? tail : load<u32>(exchangeAt(tail), E.PREVIOUS);
}

@inline
export function append(prober: usize, id: u32, exchange: usize): void {
  const latest = load<u32>(prober, P.LATEST);
  store<u32>(exchange, latest, E.PREVIOUS);
  if (latest == 0) store<u32>(prober, id, P.FIRST);
  else store<u32>(exchangeAt(latest), id, E.NEXT);
  store<u32>(prober, id, P.LATEST);
  store<u32>(prober, load<u32>(prober, P.KEPT) + 1, P.KEPT);
  if (load<u32>(prober, P.REST) == 0) return;
  const rest = restOf(prober);
  if (load<u32>(rest, P.TAIL) != 0) store<u32>(rest, load<u32>(rest, P.BEHIND) + 1, P.BEHIND);
}

/** Leaves out what SURPLUS was said for, once the new one is appended. */
export function leaveOut(prober: usize): void {
  const kept = load<u32>(prober, P.KEPT);
  const rest = restOf(prober);
  const id = surplusOf(rest, kept, load<u32>(rest, P.BEHIND));
  const exchange = exchangeAt(id);
  const next = load<u32>(exchange, E.NEXT);
  const previous = load<u32>(exchange, E.PREVIOUS);
  store<u32>(exchangeAt(next), previous, E.PREVIOUS);
  if (previous != 0) store<u32>(exchangeAt(previous), next, E.NEXT);
  if (id == load<u32>(rest, P.TAIL)) {
    store<u32>(rest, next, P.TAIL);
    store<u32>(rest, load<u32>(rest, P.BEHIND) - 1, P.BEHIND);
  }
  const tail = exchangeAt(load<u32>(rest, P.TAIL));
  store<u8>(tail, <u8>(<u32>load<u8>(tail, E.FINAL) | E.MARK_BEHIND_GAP), E.FINAL);
  giveBack(exchanges, id, exchange);
  store<u32>(prober, kept - 1, P.KEPT);
  store<u32>(rest, load<u32>(rest, P.OMITTED) + 1, P.OMITTED);
  if (load<u32>(prober, P.RUN) == id) store<u32>(prober, next, P.RUN);
}
