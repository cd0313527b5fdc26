/**
 * Where the columns of a batch of frames lie in its memory: so many octets from its beginning. Only numbers are in here:
 * express/ is compiled with it too.
 */

/**
 * So many that what JavaScript does for a batch is little beside them, and few enough that the columns and the octets of one
 * stay in a core's own cache.
 */
export const BATCH_FRAMES = 4096;

/** Float64 each. */
export const TIMES = 0;
/** 32 bits each. */
export const STARTS = 32_768;
export const ENDS = 49_152;
export const ORIGINAL_LENGTHS = 65_536;
export const LINK_TYPES = 81_920;
export const PACKETS = 98_304;
export const FLOW_HASHES = 114_688;
/** 8 bits each. */
export const UNTIMED = 131_072;

/** Beside the columns: what all records of a run have in common (capture/record-run.ts). Float64 each; which of them is what. */
export const RUN_FORM = 135_168;
export const FORM_NUMBERS = 7;
/** 1: big-endian; 0: little-endian. */
export const FORM_BIG_ENDIAN = 0;
export const FORM_HEADER_OCTETS = 1;
export const FORM_LINK_TYPE = 2;
/** The file's first time stamp, ns of one unit of its fraction, and what it is on the timeline, ns. */
export const FORM_SECONDS = 3;
export const FORM_FRACTION = 4;
export const FORM_UNIT = 5;
export const FORM_OFFSET = 6;

/**
 * Beside the columns, too: what is known at a glance to be no segment, not IP and not TCP. Of each how many there are, and the
 * place of the first, 32 bits each.
 */
export const NO_SEGMENTS = 135_224;
export const NOT_IP_COUNT = 135_224;
export const NOT_TCP_COUNT = 135_232;
export const NO_SEGMENTS_OCTETS = 16;

export const COLUMN_OCTETS = 135_240;

/** In PACKETS: the frame is not plain, it has to be decoded; it is no segment. Where plain ones begin is between these. */
export const NOT_PLAIN = -1;
export const NO_SEGMENT = 0x4000_0000;
/** Beside where a plain one begins: it is of a VLAN, whose tag is the four octets before it. */
export const OF_VLAN = 0x2000_0000;

/**
 * What a thread notes of a batch, in a piece of memory of its own: the places of the frames that are its, or may be, 16 bits
 * each; what express/ has found of those that come soon, 32 bits each; and of a group of them, which end a silence, and which
 * a time without payload, two words each, and which are of a connection whose key is not all of its addresses, one word each.
 */
export const OWN_PLACES = 0;
export const AHEAD = 8192;
export const QUIET = 24_576;
export const IDLE = 25_088;
/** Octets of an entry of both. */
export const QUIET_OCTETS = 8;
export const BEYOND_KEY = 25_600;
/** Frames of a group, a power of two. */
export const GROUP = 64;
export const OWN_OCTETS = 25_856;

/** ns. A clock that jumps ahead by more from one frame to the next was set, or is another recording's: nobody was silent. */
export const CLOCK_JUMP = 86_400_000_000_000;
