/**
 * Where the heartbeats of one kind lie (heartbeat/book-store.ts): so many octets from their beginning. Times are Float64 ns, all
 * else is Uint32, unless it says so. Only numbers are in here: express/ is compiled with it too.
 */

/** The next kind of the same book, by id; 0: this is the last. */
export const NEXT_KIND = 0;
/** Its row among those of beats that wait, by id; 0: it has none, and one waits where the peer has not answered the last one. */
export const WAITS = 4;
export const FIRST_TIME = 8;
export const LAST_TIME = 16;
export const LAST_ANSWER_TIME = 24;
export const FIRST_FRAME = 32;
export const LAST_FRAME = 36;
export const LAST_ANSWER_FRAME = 40;
export const BEATS = 44;
export const ANSWERED = 48;
/** Of an unknown protocol: answers of another length, and exchanges of nearly this length. */
export const OTHER_ANSWERS = 52;
export const NEARBY = 56;
/** Since the last answer: how many. */
export const SINCE_ANSWER = 60;
/** BOOK_NOISE at the last one. */
export const NOISE = 64;
/** Hash of the first octets, 24 bits; 0: not captured, or different each time, as of what is encrypted. */
export const HEAD = 68;
/** Octets of the first; of the answers, 0: none yet. */
export const LENGTH = 72;
export const ANSWER_LENGTH = 76;
/** The rhythm of the spans between heartbeats with nothing but heartbeats between them; and of the silences before each. */
export const SPANS = 80;
export const SILENCES = 104;
/** Between their numbers, Uint8 each: the KIND_ flags; beats that an answer may still come to; place in BEAT_PROTOCOLS plus one. */
export const KIND_FLAGS = 86;
export const PENDING = 87;
export const PROTOCOL = 110;
export const KIND_OCTETS = 128;
export const KIND_PAGE_SHIFT = 11;

export const KIND_FROM_RESPONDER = 0x01;
/** Others had other lengths. */
export const KIND_IS_VARIED = 0x02;
/** The peer has sent other payload since the first that is unanswered; this side has since its last heartbeat. */
export const KIND_PEER_SPOKE = 0x04;
export const KIND_SPOKE = 0x08;

/** Of a rhythm: spans ever added; how many are kept (Uint8), every 2^RHYTHM_SHIFT-th (Uint8); the rows that they are in, by id. */
export const RHYTHM_COUNT = 0;
export const RHYTHM_KEPT = 4;
export const RHYTHM_SHIFT = 5;
export const RHYTHM_ROWS = 8;
/** So many are kept at most, and one less when all is written. */
export const KEPT_AT_MOST = 32;
/** A row of spans, Float64 ns each. */
export const SPANS_OF_ROW = 8;
export const SPANS_OCTETS = 64;
export const SPANS_PAGE_SHIFT = 12;

/** Heartbeats without an answer that are remembered; more are counted. */
export const WAITING_AT_MOST = 16;
/** A row of them: the first without an answer, then those that one may still come to, oldest first; times, and frames behind them. */
export const UNANSWERED_TIMES = 0;
export const PENDING_TIMES = 128;
export const UNANSWERED_FRAMES = 256;
export const PENDING_FRAMES = 320;
export const WAITS_OCTETS = 384;
export const WAITS_PAGE_SHIFT = 8;
