/**
 * Where the fields of an exchange lie in its row (keepalive/exchange-store.ts): so many octets from its beginning. Times are
 * Float64 ns, frames and ids Uint32, sequence numbers Int32. Only numbers are in here: express/ is compiled with it too.
 */
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
/** Uint8: places in PROBE_OUTCOMES and EXCHANGE_KINDS (keepalive/exchange.ts). */
export const OUTCOME = 52;
export const KIND = 53;
export const UNANSWERED_PROBE = 0;
export const ACKNOWLEDGED_PROBE = 1;
export const ICMP_ERROR_PROBE = 4;
export const PENDING_PROBE = 5;
export const OUTCOMES = 6;
export const KEEPALIVE_PROBE = 0;
export const UNDECIDED = 2;
/** Uint8: the SENT_ bits. */
export const SENT = 54;
/** Uint8: the MARK_ bits; above them, from MARK_INFERENCE on, the INFERRED_ bits of wire/segment.ts. */
export const FINAL = 55;
/** Int32: TSval, or 0 where the probe has none. */
export const TIMESTAMP = 56;
/** Uint16: the prober's window, unscaled. */
export const WINDOW = 60;
/** Uint8: the probe's control bits. */
export const FLAGS = 62;
/** Uint8: TTL or hop limit. */
export const TTL = 63;
export const ROW_OCTETS = 64;
/** Rows of a page, as a power of two. */
export const PAGE_SHIFT = 12;

/** The outcome is final; the exchange is pinned; probes of its side between it and the one before it were left out. */
export const MARK_FINAL = 0x01;
export const MARK_PINNED = 0x02;
export const MARK_BEHIND_GAP = 0x04;
/** Place of the lowest of the five INFERRED_ bits. */
export const MARK_INFERENCE = 3;

/** The probe carries the garbage octet; it is the responder's; it has timestamps. */
export const SENT_OCTET = 0x01;
export const SENT_BY_RESPONDER = 0x02;
export const SENT_TIMESTAMPS = 0x04;
/** By its timestamps something had been received since the probe before. */
export const SENT_HEARD = 0x08;
/** It was captured after a younger segment of its side. */
export const SENT_LATE = 0x10;
/** It is a restored socket's window probe. */
export const SENT_RESTORED = 0x20;
/** Its window, and its acknowledgment, is below what its side had sent before. */
export const SENT_SHRINKS = 0x40;
export const SENT_OUTDATED = 0x80;
