/** Rows that are taken and given back, as tracking/pool.ts has them. An id is the number of a row plus one. */
import { POOL_COUNT, POOL_FREE, POOL_FREED, POOL_ROOM } from '../tracking/pool-layout';

/** Whether there is a row for which no page is needed. */
@inline
export function hasRow(pool: usize): bool {
  return load<u32>(pool, POOL_FREE) != 0 || load<u32>(pool, POOL_COUNT) < load<u32>(pool, POOL_ROOM);
}

/** The id of the row that was given back last; 0: there is none, so that takeNew() is. */
@inline
export function freeId(pool: usize): u32 {
  return load<u32>(pool, POOL_FREE);
}

/** Takes the row freeId(), which is at `at`: only its first word is made 0. */
@inline
export function takeFree(pool: usize, at: usize): void {
  store<u32>(pool, load<u32>(at), POOL_FREE);
  store<u32>(pool, load<u32>(pool, POOL_FREED) - 1, POOL_FREED);
  store<u32>(at, 0);
}

/** The id of a row of zeros. */
@inline
export function takeNew(pool: usize): u32 {
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
