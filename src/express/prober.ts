/** What keepalive/ has of a connection: the books of its two sides as probers, and the exchanges in their chains. */
import * as E from '../keepalive/exchange-layout';
import * as P from '../keepalive/prober-layout';
import { POOL_COUNT, POOL_FREE, POOL_ROOM } from '../tracking/pool-layout';
import { PAGE_SHIFT, PROBERS } from '../tracking/row-layout';
import { directory, exchangePages, proberPages, probers } from './state';

/** Where the probers of the row are, the originator's first; 0: it has none. */
@inline
export function probersOf(row: u32): usize {
  const id = load<u32>(linkOf(row), PROBERS);
  return id == 0 ? 0 : place(proberPages, id, P.PAGE_SHIFT, P.ROW_OCTETS);
}

/** New ones for a row that has none; canTake(probers) must have been said. */
@inline
export function newProbers(row: u32): usize {
  const id = takeId(probers);
  store<u32>(linkOf(row), id, PROBERS);
  return place(proberPages, id, P.PAGE_SHIFT, P.ROW_OCTETS);
}

/** Whether the pool has a row for which no page and no row that was given back is needed. */
@inline
export function canTake(pool: usize): bool {
  return load<u32>(pool, POOL_FREE) == 0 && load<u32>(pool, POOL_COUNT) < load<u32>(pool, POOL_ROOM);
}

/** The id of the next new row of the pool. */
@inline
export function takeId(pool: usize): u32 {
  const id = load<u32>(pool, POOL_COUNT) + 1;
  store<u32>(pool, id, POOL_COUNT);
  return id;
}

@inline
export function exchangeAt(id: u32): usize {
  return place(exchangePages, id, E.PAGE_SHIFT, E.ROW_OCTETS);
}

/** Whether something waits for an answer on either side. */
@inline
export function anyWaits(probers: usize): bool {
  return (load<u32>(probers, P.WAITING) | load<u32>(probers + P.PROBER_OCTETS, P.WAITING)) != 0;
}

/** Where the page of the row lies, plus 4 for each row before it: its PROBERS are there. */
@inline
function linkOf(row: u32): usize {
  const page = <usize>load<u32>(directory + ((row >>> PAGE_SHIFT) << 2));
  return page + ((row & ((1 << PAGE_SHIFT) - 1)) << 2);
}

@inline
function place(pages: usize, id: u32, shift: u32, octets: u32): usize {
  const row = id - 1;
  return <usize>load<u32>(pages + ((row >>> shift) << 2)) + <usize>(row & ((1 << shift) - 1)) * octets;
}
