/**
 * Where the book of a connection lies (heartbeat/book-store.ts): so many octets from its beginning. Times are Float64 ns, all else
 * is Uint32, unless it says so. Only numbers are in here: express/ is compiled with it too.
 */

/** The first of its kinds of heartbeats, by id; 0: it has none. */
export const KINDS = 0;
/** The BOOK_ flags. */
export const BOOK_FLAGS = 4;
/** Counts what was no heartbeat. */
export const BOOK_NOISE = 8;
/** One more of a kind of unknown octets, as long as what follows may be its answer: the kind, by id (0: there is none). */
export const OPEN_KIND = 12;
export const OPEN_TIME = 16;
export const OPEN_FRAME = 24;
/** Its answer; 0: none yet. */
export const OPEN_ANSWER_FRAME = 28;
/** The last payload of the originator, and behind it that of the responder. Frame 0: none was seen. */
export const PAYLOAD_TIMES = 32;
export const PAYLOAD_FRAMES = 48;
/** What few books have: its row among the rests, or 0, whose row has nothing but zeros. */
export const BOOK_REST = 56;
export const BOOK_OCTETS = 64;
/** Rows of a page of either, as a power of two. */
export const BOOK_PAGE_SHIFT = 11;

export const BOOK_IS_SSH = 0x01;
export const BOOK_IS_TLS = 0x02;
/** A protocol was seen to begin. */
export const BOOK_AGREED = 0x04;
/** It is of a protocol whose heartbeats are known by their octets, and nothing that comes will change that. */
export const BOOK_KNOWN = 0x08;

/** In the rest, the first FIN or RST that was seen: time, last payload before it, frame (0: there was none), side (Uint8). */
export const END_TIME = 0;
export const END_PAYLOAD_TIMES = 8;
export const END_FRAME = 24;
export const END_PAYLOAD_FRAMES = 28;
export const END_DIRECTION = 36;
/** Of who said that there were too many: side (Uint8), frame (0: nobody did), time. */
export const TOO_FAST_DIRECTION = 37;
export const TOO_FAST_FRAME = 40;
/** By class of wire/, from OPENING on: the beginning of that protocol. Bits 0 to 23 are what it agreed on, s. */
export const AGREED = 44;
export const TOO_FAST_TIME = 80;
export const BOOK_REST_OCTETS = 88;

export const AGREED_SECONDS = 0xff_ffff;
export const AGREED_BY_RESPONDER = 0x100_0000;
export const AGREED_SAID = 0x200_0000;

/** The id of a connection's book, by the number of its row; 0: it has none. So many to a page, as a power of two. */
export const BOOK_ID_OCTETS = 4;
export const BOOK_IDS_SHIFT = 12;
