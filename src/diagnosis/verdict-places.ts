/**
 * The places in VERDICT_CODES (verdict.ts) of what ordinary connections come to. Only numbers are in here: express/ is
 * compiled with it too.
 */
export const PEER_DEAD = 0;
export const IDLE_UNPROTECTED = 7;
export const HALF_CLOSED = 8;
export const RESET = 9;
export const ALIVE = 10;
export const CLOSED = 11;
export const INCOMPLETE = 12;
/** In the place of one: the connection is not ordinary, the rules must be asked. */
export const NOT_ORDINARY = 0xff;
