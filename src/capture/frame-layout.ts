/**
 * Where the columns of a batch of frames lie in its memory: so many octets from its beginning. Only numbers are in here:
 * express/ is compiled with it too.
 */

/** Enough for a loop to be worth its beginning; the columns stay in the cache. */
export const BATCH_FRAMES = 512;

/** Float64 each. */
export const TIMES = 0;
/** 32 bits each. */
export const STARTS = 4096;
export const ENDS = 6144;
export const ORIGINAL_LENGTHS = 8192;
export const LINK_TYPES = 10240;
export const PACKETS = 12288;
export const FLOW_HASHES = 14336;
/** What express/ has found of frames that come soon. */
export const AHEAD = 16384;
/** 8 bits each. */
export const UNTIMED = 18432;

export const COLUMN_OCTETS = 18944;
