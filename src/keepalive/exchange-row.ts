/** Where a row of the ExchangeStore holds what, in octets from its beginning. Frames and chained ids are Uint32, times Float64 ns. */

export const TIME = 0;
/** Float64: NaN where the capture does not show it. */
export const SINCE_PEER = 8;
export const ANSWER_TIME = 16;
export const FRAME = 24;
export const ANSWER_FRAME = 28;
export const SEQUENCE = 32;
export const ACKNOWLEDGMENT = 36;
export const PREVIOUS = 40;
export const NEXT = 44;
export const IP_ID = 48;
export const POSITION = 50;
export const OUTCOME = 52;
export const KIND = 53;
/**
 * 1: the probe carries the garbage octet; 2: it is the responder's; 4: it has timestamps; 8: something was heard before
 * it; 16: probes of its side between it and the one before it in the chain were left out.
 */
export const SENT = 54;
/** 1: the outcome is final; 2: the exchange is pinned. */
export const FINAL = 55;
/** Int32: TSval, or 0 where the probe has none. */
export const TIMESTAMP = 56;
/** Uint16: the prober's window, unscaled. */
export const WINDOW = 60;
/** Uint8: the probe's control bits. */
export const FLAGS = 62;
export const ROW_OCTETS = 64;
