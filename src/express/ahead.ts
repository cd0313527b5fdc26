/**
 * Reading ahead. A loop over connections that goes on by what it finds in their books waits for each of them; in one that
 * only reads, without a branch, the waits are under way at once.
 */
import * as E from '../keepalive/exchange-layout';
import * as P from '../keepalive/prober-layout';
import { COLD_HALF_OCTETS, COLD_HALVES, PROBER } from '../tracking/row-layout';
import { coldOf, rowAt } from './areas';
import { exchangeAt, proberAt } from './prober';

/** So many rows at a time. A power of two. */
export const ROWS_AHEAD: u32 = 16;

/** What was read, so that it is not optimized away: it says nothing. */
let touched: u32 = 0;

/** Reads what keepalive/ has of ROWS_AHEAD rows from this one on, and below `end`: the books of both sides and their last two probes. */
export function readAhead(from: u32, end: u32): void {
  const last = min<u32>(from + ROWS_AHEAD, end);
  let read: u32 = 0;
  for (let row = from; row < last; row++) {
    const halves = coldOf(rowAt(row)) + COLD_HALVES;
    read ^= readSide(halves) ^ readSide(halves + COLD_HALF_OCTETS);
  }
  touched ^= read;
}

@inline
function readSide(cold: usize): u32 {
  // Id 0 is none: what has the first one is as good. Where there is none either, a directory says 0, and where the arena
  // begins there are zeros (tracking/arena.ts).
  const prober = proberAt(max<u32>(load<u32>(cold, PROBER), 1));
  const latest = exchangeAt(max<u32>(load<u32>(prober, P.LATEST), 1));
  const before = exchangeAt(max<u32>(load<u32>(latest, E.PREVIOUS), 1));
  return load<u32>(prober, P.REST) ^ load<u32>(before, E.FRAME);
}
