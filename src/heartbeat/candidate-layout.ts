/**
 * Where the fields of a candidate lie (heartbeat/candidates.ts): so many octets from its beginning. Only numbers are in
 * here: express/ is compiled with it too.
 */

/** Connections that a page is for, as a power of two. */
export const PAGE_SHIFT = 12;
/**
 * Most connections have no candidate. So a page begins with a number for each, Uint16: its place among those of the page
 * that ever had one, from 1; 0: it had none. Behind them is how many had, Uint32.
 */
export const NUMBER_OCTETS = 2;
export const NUMBERED = 8192;
/** Then come the latest of all connections in the order of these numbers: few have another. */
export const LATEST = 8256;
export const PLACE_OCTETS = 40;
/** Behind them the last exchange that the originator began, and the responder, of each. */
export const PREVIOUS = 172_096;
export const PAGE_OCTETS = 499_776;

/** Float64 ns. */
export const TIME = 0;
export const SILENCE = 8;
/** Uint32: of the latest, octets before it, the originator's and the responder's; of an exchange, Float64 ns. */
export const OCTETS = 16;
export const OCTETS_OF_RESPONDER = 20;
export const ANSWER_TIME = 16;
/** Uint32. */
export const FRAME = 24;
/** Uint32: hash of the first octets, 24 bits, and the flags above. */
export const HEAD = 28;
/** Uint16; 0: there is none. */
export const LENGTH = 32;
export const ANSWER_LENGTH = 34;
/** Uint32: a number of its own for each stretch without anything but heartbeats; of an exchange, that of its stretch. */
export const STRETCH = 36;

export const FROM_RESPONDER = 0x100_0000;
export const TLS = 0x200_0000;

/** A heartbeat asks for nothing: an answer that says more than the question by more octets than these brings data. */
export const ANSWER_LONGER_BY = 16;
