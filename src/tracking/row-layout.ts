/**
 * Where the fields of a row lie (tracking/rows.ts). Only numbers are in here: express/ is compiled with it too.
 *
 * A page is made of groups of 4 KiB, a page of memory each, with 20 rows. First come the rows: two cache lines each, the
 * connection and its two halves, and an ordinary segment touches nothing else. Behind them lies what every connection has too
 * but few segments touch: in the same page of memory, because to find another one takes the processor longer than the octets
 * do. Behind all groups lies what few connections have, so that the octets of the others are never touched, and cost no memory.
 *
 * Times are nanoseconds since the timeline's first frame (Float64), frames count over the timeline (Uint32), sequence
 * numbers are Int32. Everything starts as zero; flags say which fields mean something.
 */

/**
 * Rows of a group, and of all groups of a page. A group takes as many octets as 32 rows would: the place of a row counts in
 * these, so it tells where the row is without a division. Row 20 is the first of the second group and has place 32.
 */
export const GROUP_ROWS = 20;
export const PAGE_ROWS = 2560;
export const PLACES_LEFT_OUT = 12;
/** Places of a group and of a page, as powers of two. */
export const GROUP_SHIFT = 5;
export const PAGE_SHIFT = 12;
/** Octets of a row, as a power of two; of a group, as a mask: groups begin at multiples of 4 KiB. */
export const ROW_SHIFT = 7;
export const IN_GROUP = 0xfff;
/** Where the halves begin. Set in the place of the responder's, and not in that of the originator's: rows are aligned. */
export const ORIGINATOR_HALF = 32;
export const RESPONDER_HALF = 80;
export const OF_RESPONDER = 64;
export const ROW_OCTETS = 128;
/** Where in a group what is cold begins, its octets for a row, and where in these the halves have theirs. */
export const COLD = 2560;
export const COLD_OCTETS = 72;
export const COLD_HALVES = 40;
export const COLD_HALF_OCTETS = 16;
/** Likewise in a page, behind the groups: what halves that have sent probes have. */
export const PROBED = 524_288;
export const PROBED_OCTETS = 16;
export const PROBED_HALF_OCTETS = 8;
/**
 * Then what few connections have. Those of a page that ever had it are numbered from 1 on, and theirs lies in the order of these
 * numbers, so that it takes no more memory than they need; number 0 is all others, and its octets are zeros. How many have
 * a number is written behind the first group (Uint32).
 */
export const SELDOM = 565_248;
export const SELDOM_OCTETS = 32;
export const SELDOM_HALVES = 8;
export const SELDOM_HALF_OCTETS = 12;
export const SELDOM_NUMBERED = 4000;
/** And what fewest have. */
export const RARE = 651_264;
export const RARE_OCTETS = 64;
export const RARE_HALVES = 32;
export const RARE_HALF_OCTETS = 16;
export const PAGE_OCTETS = 815_104;

/**
 * The key: the last word of both addresses (the whole of IPv4), the originator's first, and the ports; see key.ts. As on
 * the wire, in network order: so a packet of the originator has the same octets.
 */
export const KEY_ORIGINATOR = 0;
export const KEY_RESPONDER = 4;
export const KEY_ORIGINATOR_PORT = 8;
export const KEY_RESPONDER_PORT = 10;
/** Uint32: the CONNECTION_ flags. Their highest octet is no flag: see longest.ts. */
export const CONNECTION_FLAGS = 12;
export const LONGEST_BOUND = 15;
/** Uint32: segments, copies not counted. */
export const SEGMENTS = 16;
export const LAST_FRAME = 20;
/** Float64: the last segment with payload, SYN or FIN. */
export const PAYLOAD_TIME = 24;

/** Cold of a connection. Float64 ns: the longest stretch without any segment, and without payload: see longest.ts. */
export const LONGEST_SILENCE = 0;
export const LONGEST_IDLE = 8;
export const FIRST_TIME = 16;
export const FIRST_FRAME = 24;
/** Uint32: the connection's number among those of its Rows, from 1, in the order of first frames; 0: the row is free. */
export const NUMBER = 28;
/** Float32 seconds: from the originator's last SYN to its first segment after it; 0 = not captured. */
export const HANDSHAKE = 32;
/**
 * Float32 seconds: without payload before the first FIN, or before a farewell (farewell.ts); before a RST that came first,
 * without any segment; 0 = not known.
 */
export const CLOSE_IDLE = 36;

/** Cold of a half. Int32: the sequence number of the SYN. */
export const INITIAL = 0;
/** Uint32: the first FIN; 0 = none. */
export const FIN_FRAME = 4;
/** Uint32: its prober in keepalive/prober-store.ts; 0: none. */
export const PROBER = 8;
/** What its packets look like, and its first RST, see tracking/traits.ts: TRAIT_ bits, TTLs (Uint8 each). */
export const TRAITS = 12;
export const TTL = 13;
export const RESET_TTL = 14;
/** Of the connection, between its halves and behind them: its number of SELDOM, Uint8 each. */
export const SELDOM_NUMBER_LOW = 55;
export const SELDOM_NUMBER_HIGH = 71;

/** Seldom of a connection. Uint32, with a CONNECTION_RESET or CONNECTION_RESET_DOUBTED: the first RST. */
export const RESET_FRAME = 0;
/** Uint32: the last payload or FIN that was sent again unacknowledged, whichever side sent it; 0 = none. */
export const RESENT_FRAME = 4;

/**
 * Probed of a half. Float64, with HALF_DISCOUNTED: its last segment that restarts the peer's idle clock (all but its empty
 * probes do).
 */
export const ACCEPTED_TIME = 0;
/**
 * Seldom of a half, with HALF_RESUMED: the first data, or FIN, after a silence that is still unacknowledged: its frame
 * (Uint32), the silence, and the longest one that the connection had survived until then (Float32 seconds, 24 bits are plenty to compare them).
 */
export const RESUME_FRAME = 0;
export const RESUME_SILENCE = 4;
export const RESUME_PRECEDENT = 8;

/**
 * Rare of a connection. ICMP errors about it: the first one's frame (Uint32, 0 = none), type and code (Uint8), how many
 * (Uint16).
 */
export const ICMP_FRAME = 0;
export const ICMP_TYPE = 4;
export const ICMP_CODE = 5;
export const ICMP_COUNT = 6;
/** Uint32: of OCTETS of the originator's half, the 32 bits above; behind it those of the responder's. */
export const OCTETS_ABOVE = 8;
/** Uint32: frames that were copies of an earlier one, and SEGMENTS when the last one was met. */
export const COPIES = 16;
export const COPIED_AT = 20;
/**
 * Data that met a closed end: it was sent after the peer's FIN and answered by the peer's RST. Its frame (Uint32, 0 =
 * none), and how long after the FIN it was sent (Float32 seconds).
 */
export const LATE_DATA_FRAME = 24;
export const LATE_DATA_DELAY = 28;

/** Rare of a half, without CONNECTION_IPV4: its address, four Int32 words. */
export const ADDRESS = 0;

export const CONNECTION_MIDSTREAM = 0x01;
/** Every segment goes to keepalive/: something there waits for an answer. */
export const CONNECTION_WATCHED = 0x02;
export const CONNECTION_RESET = 0x04;
/** The first RST came from the responder; it carried ACK. */
export const CONNECTION_RESET_BY_RESPONDER = 0x08;
export const CONNECTION_RESET_WITH_ACK = 0x10;
/** A newer connection has its flow: no segment will come any more. */
export const CONNECTION_REPLACED = 0x20;
/** A probe is known without its sequence number (text). */
export const CONNECTION_INFERRED = 0x40;
/** Every segment with payload, SYN, FIN or RST goes to heartbeat/. */
export const CONNECTION_FOLLOWED = 0x80;
/**
 * CONNECTION_WATCHED, CONNECTION_FOLLOWED, CONNECTION_FAREWELL: its data, FINs and acknowledgments are not for express/, but for
 * data and acknowledgments where it is only followed.
 */
export const CONNECTION_MINDED = 0x1082;
/** Both addresses are of IPv4: the key has all of them. */
export const CONNECTION_IPV4 = 0x100;
/** Something of it is open that only keepalive/watch.ts knows of, or a prober has given up. */
export const CONNECTION_OPEN = 0x200;
/** heartbeat/ remembers more of it than its row says. */
export const CONNECTION_BOOKED = 0x400;
/** RESENT_FRAME is the responder's. */
export const CONNECTION_RESENT_BY_RESPONDER = 0x800;
/** The last payload is what is said before a close, or looks like it: see farewell.ts. */
export const CONNECTION_FAREWELL = 0x1000;
/** The first FIN, without data, ended a silence UNPRECEDENTED times as long as any before: see control-writes.ts. */
export const CONNECTION_FIN_AFTER_SILENCE = 0x2000;
/** RESET_FRAME is a RST out of window (reset-window.ts), and there was no other: the connection is not reset. */
export const CONNECTION_RESET_DOUBTED = 0x1_0000;
/** All CONNECTION_RESET bits. */
export const CONNECTION_RESETS = 0x1_001c;
/** The last segment was the responder's: when it came, its half says. */
export const CONNECTION_LAST_OF_RESPONDER = 0x2_0000;

/** A silence that data may end, ns: the shortest idle time that a socket can be set to (TCP_KEEPIDLE counts seconds). */
export const RESUMED_AFTER = 1_000_000_000;
/** How much longer than any survived before a silence must be to be the cause of a loss. */
export const UNPRECEDENTED = 1.2;
/** No stack idles less before it probes, ns: a clock tick of a capture below a second. */
export const IDLE_AT_LEAST = 900_000_000;

/** Of the counts (row-counts.ts): Float64 each. */
export const ROWS_COUNT = 0;
export const ROWS_USED = 8;
export const ROWS_OPENED = 16;
export const ROWS_FREE = 24;
export const SLOTS_USED = 32;
export const COUNTS_OCTETS = 40;
/** The most that NUMBER holds: behind it connections are numbered from 1 again. */
export const LAST_NUMBER = 0xffff_ffff;

/** Of a half. Float64: this side's last segment. */
export const HALF_TIME = 0;
/** Int32: SND.NXT as the capture shows it: the end of the farthest segment sent or acknowledged. */
export const NEXT = 8;
/** Int32: the highest acknowledgment number that this side has sent. */
export const ACKNOWLEDGED = 12;
/** Int32: TSval of the last segment. */
export const TIMESTAMP = 16;
/** Uint16: the HALF_ flags. */
export const HALF_FLAGS = 20;
/** Uint16: window as last advertised, unscaled. */
export const WINDOW = 22;
/** Uint32: payload octets, retransmissions not counted, modulo 2^32; see OCTETS_ABOVE. */
export const OCTETS = 24;
/** Uint16: times that unacknowledged data, or a FIN, was sent again since the peer last acknowledged something new. */
export const RESENT_TIMES = 28;
/** Uint16: the last response of HTTP/1 (row-writes.ts); without PERSISTENCE_KNOWN (responder) heartbeat/'s. */
export const PERSISTENCE = 30;
export const PERSISTENCE_KNOWN = 0x8000;
/** Signatures of its last four segments, 24 bits each, and their ages: see tracking/copies.ts. */
export const SIGNATURES = 32;

export const HALF_SEEN = 0x01;
/** NEXT is known for certain, or is the number of a bare segment that may have been a probe (then NEXT is one more). */
export const HALF_NEXT_FIRM = 0x02;
export const HALF_NEXT_TENTATIVE = 0x04;
export const HALF_ACK_KNOWN = 0x08;
export const HALF_SYN = 0x10;
export const HALF_FIN = 0x20;
export const HALF_TIMESTAMP_KNOWN = 0x40;
/** Something after the SYN: the side has finished its handshake. */
export const HALF_SPOKE = 0x80;
export const HALF_WINDOW_KNOWN = 0x100;
/** The last segment carried payload. */
export const HALF_LAST_WAS_DATA = 0x200;
/** After its FIN, the side has sent with the number that follows it: nothing sent before the FIN is still on its way. */
export const HALF_PAST_FIN = 0x1000;
/**
 * SND.NXT was last moved by two numbers or more, by octets of one segment: none of this side ever had the number before
 * it but what repeats that octet.
 */
export const HALF_LEAP = 0x400;
/** The last segment was an empty probe: ACCEPTED_TIME counts, not HALF_TIME. */
export const HALF_DISCOUNTED = 0x800;
/** RESUME_FRAME and what belongs to it mean something. */
export const HALF_RESUMED = 0x2000;
/** In the two bits from here on, a number from 0: which of the SIGNATURES is the oldest. The next is written there. */
export const OLDEST_SIGNATURE_SHIFT = 14;
