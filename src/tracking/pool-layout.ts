/**
 * Where the numbers of a pool lie (tracking/pool.ts), Uint32 each. Only numbers are in here: express/ is compiled with it
 * too.
 */

/** Rows that are or were in use. */
export const POOL_COUNT = 0;
/** The row that was given back last, plus one; the one before it is in its first word, and so on. 0: there is none. */
export const POOL_FREE = 4;
/** How many are free so. */
export const POOL_FREED = 8;
/** Rows that there are pages for. */
export const POOL_ROOM = 12;
export const POOL_OCTETS = 16;
