/**
 * Where the fields of a row lie (tracking/rows.ts). Only numbers are in here: express/ is compiled with it too.
 *
 * A page of rows is made of groups of 4 KiB, 16 rows each. First come the rows: three cache lines each, the connection and
 * its two halves, and an ordinary segment touches no other. Behind them, smaller by as much as fits, lies what every
 * connection has too but few segments touch. Behind all groups lies what few connections have, so that the octets of the
 * others are never touched, and cost no memory.
 *
 * Each of these areas has a place for the connection and for each half: that of a row or a half so many octets into its
 * group is a fraction of them into the area (coldOf() and the others in tracking/rows.ts).
 *
 * Times are nanoseconds since the timeline's first frame (Float64), frames count over the timeline (Uint32), sequence
 * numbers are Int32. Everything starts as zero; flags say which fields mean something.
 */

/** Rows of a page, and of a group, as powers of two. */
export const PAGE_SHIFT = 12;
export const GROUP_SHIFT = 4;
/** Octets of a group, as a power of two, and as a mask: groups begin at multiples of them. */
export const GROUP_OCTETS_SHIFT = 12;
export const IN_GROUP = 0xfff;
/** Where the halves begin. */
export const ORIGINATOR_HALF = 64;
export const RESPONDER_HALF = 128;
export const ROW_OCTETS = 192;
/** Where the areas of a group begin: places of 16 octets and of 4, a fourth and a sixteenth. */
export const COLD = 3072;
export const LINKS = 3840;
/** Where those of a page do, places of 16 octets, and their octets for a group. */
export const SELDOM = 1_048_576;
export const RARE = 1_245_184;
export const AREA_OF_GROUP = 768;
export const PAGE_OCTETS = 1_441_792;
/** Of a connection in an area of such places: one for itself and one for each half. */
export const AREA_OF_ROW = 48;
export const LINK_OCTETS = 4;

/**
 * The key: the last word of both addresses (the whole of IPv4), the originator's first, and the ports; see key.ts. As on
 * the wire, in network order: so a packet of the originator has the same octets.
 */
export const KEY_ORIGINATOR = 0;
export const KEY_RESPONDER = 4;
export const KEY_ORIGINATOR_PORT = 8;
export const KEY_RESPONDER_PORT = 10;
/** Uint32: SEGMENTS when the last copy of a frame was met. */
export const COPIED_AT = 12;
/** Uint32: the CONNECTION_ flags. */
export const CONNECTION_FLAGS = 16;
/** Uint32: segments, copies not counted. */
export const SEGMENTS = 20;
export const LAST_FRAME = 24;
/** Uint32: the connection's number among those of its Rows, from 1, in the order of first frames; 0: the row is free. */
export const NUMBER = 28;
export const LAST_TIME = 32;
/** Float64: the last segment with payload, SYN or FIN. */
export const PAYLOAD_TIME = 40;
/** Float64 ns: the longest stretch without payload, and without any segment. */
export const LONGEST_IDLE = 48;
export const LONGEST_SILENCE = 56;

/** Cold of a connection. */
export const FIRST_TIME = 0;
export const FIRST_FRAME = 8;
/** Uint32: the first RST; 0 = none. */
export const RESET_FRAME = 12;

/** Where a half has its link, a connection has this. Float32 seconds: without payload before the first FIN; 0 = not known. */
export const CLOSE_IDLE = 0;
/** Of a half, Uint32: its prober in keepalive/prober-store.ts; 0: none. */
export const PROBER = 0;

/** Seldom of a connection. Uint32: frames that were copies of an earlier one. */
export const COPIES = 0;
/**
 * Data that met a closed end: it was sent after the peer's FIN and answered by the peer's RST. Its frame (Uint32, 0 =
 * none), and how long after the FIN it was sent (Float32 seconds).
 */
export const LATE_DATA_FRAME = 4;
export const LATE_DATA_DELAY = 8;
/** Uint32: the last payload that was sent again unacknowledged, whichever side sent it; 0 = none. */
export const RESENT_FRAME = 12;

/**
 * Rare of a connection. ICMP errors about it: the first one's frame (Uint32, 0 = none), type and code (Uint8), how many
 * (Uint16).
 */
export const ICMP_FRAME = 0;
export const ICMP_TYPE = 4;
export const ICMP_CODE = 5;
export const ICMP_COUNT = 6;

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
/** Both addresses are of IPv4: the key has all of them. */
export const CONNECTION_IPV4 = 0x100;
/** CONNECTION_WATCHED, CONNECTION_FOLLOWED or both. */
export const CONNECTION_MINDED = 0x82;
/** Something of it is open that only keepalive/watch.ts knows of, or a prober has given up. */
export const CONNECTION_OPEN = 0x200;
/** heartbeat/ remembers more of it than its row says. */
export const CONNECTION_BOOKED = 0x400;
/** RESENT_FRAME is the responder's. */
export const CONNECTION_RESENT_BY_RESPONDER = 0x800;
/** RESET_FRAME is a RST out of window (reset-window.ts), and there was no other: the connection is not reset. */
export const CONNECTION_RESET_DOUBTED = 0x1_0000;
/** All CONNECTION_RESET bits. */
export const CONNECTION_RESETS = 0x1_001c;

/** A silence that data may end, ns: the shortest idle time that a socket can be set to (TCP_KEEPIDLE counts seconds). */
export const RESUMED_AFTER = 1_000_000_000;
/** No stack idles less before it probes, ns: a clock tick of a capture below a second. */
export const IDLE_AT_LEAST = 900_000_000;

/**
 * The word of a slot of the flow index (flow-index.ts), Uint32: the row plus one (0 = free), above it eight bits of the flow
 * hash, the highest, and whether the slot is of a scope.
 */
export const ROW_OF_SLOT = 0x7f_ffff;
export const SLOT_TAG_SHIFT = 23;
export const SLOT_SCOPED = 0x8000_0000;
/** With its hash and its scope, in columns of their own; that of scopes is not touched as long as there is none. */
export const SLOT_OCTETS = 12;
export const SCOPE_OCTETS = 4;

/** Of the counts (row-counts.ts): Float64 each. */
export const ROWS_COUNT = 0;
export const ROWS_USED = 8;
export const ROWS_OPENED = 16;
export const ROWS_FREE = 24;
export const SLOTS_USED = 32;
export const COUNTS_OCTETS = 40;
/** The most that NUMBER holds: behind it connections are numbered from 1 again. */
export const LAST_NUMBER = 0xffff_ffff;

/** Int32: SND.NXT as the capture shows it: the end of the farthest segment sent or acknowledged. */
export const NEXT = 0;
/** Int32: the highest acknowledgment number that this side has sent. */
export const ACKNOWLEDGED = 4;
/** Int32: TSval of the last segment. */
export const TIMESTAMP = 8;
/** Uint16: the HALF_ flags. */
export const HALF_FLAGS = 12;
/** Uint16: window as last advertised, unscaled. */
export const WINDOW = 14;
/** Float64: this side's last segment. */
export const HALF_TIME = 16;
/** Float64: payload octets, retransmissions not counted. */
export const OCTETS = 24;
/** What its packets look like, and its first RST, see tracking/traits.ts: TTLs (Uint8 each), TRAIT_ bits (Uint16). */
export const TTL = 32;
export const RESET_TTL = 33;
export const TRAITS = 34;
/** Uint16: times that unacknowledged data was sent again since the peer last acknowledged something new. */
export const RESENT_TIMES = 36;
/** Uint16: the last response of HTTP/1 (row-writes.ts); without PERSISTENCE_KNOWN (responder) heartbeat/'s. */
export const PERSISTENCE = 38;
export const PERSISTENCE_KNOWN = 0x8000;
/** Signatures of its last segments and their times, 24 bits each: see tracking/copies.ts. */
export const SIGNATURES = 40;

/** Cold of a half. Int32: the sequence number of the SYN. */
export const INITIAL = 0;
/** Float32 seconds: from its last SYN to its first segment after it; 0 = not captured. */
export const HANDSHAKE = 4;
/** Uint32: the first FIN; 0 = none. */
export const FIN_FRAME = 8;
/** Uint32, with HALF_RESUMED: the first data after a silence that is still unacknowledged: its frame. */
export const RESUME_FRAME = 12;

/**
 * Seldom of a half. Float64, with HALF_DISCOUNTED: its last segment that restarts the peer's idle clock (all but its empty
 * probes do).
 */
export const ACCEPTED_TIME = 0;
/**
 * With HALF_RESUMED: the silence before that data, and the longest one that the connection had survived until then (Float32
 * seconds, 24 bits are plenty to compare them).
 */
export const RESUME_SILENCE = 8;
export const RESUME_PRECEDENT = 12;

/** Rare of a half: its address, four Int32 words, without CONNECTION_IPV4. */
export const ADDRESS = 0;

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
