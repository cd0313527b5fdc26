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
/** 8 bits each. */
export const UNTIMED = 16384;

/** Beside the columns: what all records of a run have in common (capture/record-run.ts). Float64 each; which of them is what. */
export const RUN_FORM = 16896;
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
export const NO_SEGMENTS = 16952;
export const NOT_IP_COUNT = 16952;
export const NOT_TCP_COUNT = 16960;
export const NO_SEGMENTS_OCTETS = 16;

export const COLUMN_OCTETS = 16968;

/** In PACKETS: the frame is not plain, it has to be decoded; it is no segment. Where plain ones begin is between these. */
export const NOT_PLAIN = -1;
export const NO_SEGMENT = 0x4000_0000;

/**
 * What a thread notes of a batch, in a piece of memory of its own: the places of the frames that are its, or may be, 16 bits
 * each; what express/ has found of those that come soon, 32 bits each; and of a group of them, which end a silence, and
 * what their side has.
 */
export const OWN_PLACES = 0;
export const AHEAD = 1024;
export const QUIET = 3072;
export const QUIET_OCTETS = 8;
/** Frames of a group, a power of two. */
export const GROUP = 64;
export const OWN_OCTETS = 3584;

/** ns. A clock that jumps ahead by more from one frame to the next was set, or is another recording's: nobody was silent. */
export const CLOCK_JUMP = 86_400_000_000_000;
