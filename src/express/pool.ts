/** Rows that are taken and given back, as tracking/pool.ts has them. An id is the number of a row plus one. */
import { POOL_COUNT, POOL_FREE, POOL_FREED, POOL_ROOM } from '../tracking/pool-layout';

/** Whether there is a row for which no page is needed. */
@inline
export function hasRow(pool: usize): bool {
  return load<u32>(pool, POOL_FREE) != 0 || load<u32>(pool, POOL_COUNT) < load<u32>(pool, POOL_ROOM);
}

/** Whether there are so many. */
@inline
export function hasRows(pool: usize, wanted: u32): bool {
  return load<u32>(pool, POOL_FREED) + load<u32>(pool, POOL_ROOM) - load<u32>(pool, POOL_COUNT) >= wanted;
}

/** Where the row with this id is: `pages` is the directory of its pages, each of 2^shift rows of so many octets. */
@inline
export function rowOfId(pages: usize, id: u32, shift: u32, octets: u32): usize {
  const row = id - 1;
  return <usize>load<u32>(pages + ((row >>> shift) << 2)) + <usize>(row & ((1 << shift) - 1)) * octets;
}

/** The id of a row, the one given back last or a new one, as Pool.take() gives it; hasRow() must have been said. */
@inline
export function takeRow(pool: usize, pages: usize, shift: u32, octets: u32): u32 {
  const free = freeId(pool);
  if (free == 0) return takeNew(pool);
  takeFree(pool, rowOfId(pages, free, shift, octets));
  return free;
}

/** The id of the row that was given back last; 0: there is none, so that takeNew() is. */
@inline
function freeId(pool: usize): u32 {
  return load<u32>(pool, POOL_FREE);
}

/** Takes the row freeId(), which is at `at`: only its first word is made 0. */
@inline
function takeFree(pool: usize, at: usize): void {
  store<u32>(pool, load<u32>(at), POOL_FREE);
  store<u32>(pool, load<u32>(pool, POOL_FREED) - 1, POOL_FREED);
  store<u32>(at, 0);
}

/** The id of a row of zeros. */
@inline
function takeNew(pool: usize): u32 {
  const id = load<u32>(pool, POOL_COUNT) + 1;
  store<u32>(pool, id, POOL_COUNT);
  return id;
}

@inline
export function giveBack(pool: usize, id: u32, at: usize): void {
  store<u32>(at, load<u32>(pool, POOL_FREE));
  store<u32>(pool, id, POOL_FREE);
  store<u32>(pool, load<u32>(pool, POOL_FREED) + 1, POOL_FREED);
}
