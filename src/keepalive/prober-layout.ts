/**
 * Where the books of a prober lie (keepalive/prober-store.ts): so many octets from their beginning. What every probe and
 * answer asks for comes first. Only numbers are in here: express/ is compiled with it too.
 */

/** Float64 ns: the longest time an answer took; the idle time before the last answered probe, with PROBER_IDLE_KNOWN. */
export const LONGEST_RTT = 0;
export const IDLE = 8;
/** What the peer's latest answer carried: its time (Float64 ns), TSval (Int32), window (Uint16, unscaled). */
export const LAST_ANSWER_TIME = 16;
export const LAST_ANSWER_TIMESTAMP = 24;
export const LAST_ANSWER_WINDOW = 28;
/** Uint16: the PROBER_ flags. */
export const PROBER_FLAGS = 30;
/** Uint32 from here on, but for ECHO. Keepalive probes sent, and probes that are not final. */
export const PROBES = 32;
export const WAITING = 36;
/** The first probe of the current run (0: none is on), and how many the run has. */
export const RUN = 40;
export const RUN_LENGTH = 44;
/** The chain of the exchanges that are kept, ids of the ExchangeStore: the latest (0: it is empty), and how many. */
export const LATEST = 48;
export const KEPT = 52;
/** Int32: TSecr of the latest probe, with PROBER_ECHO_KNOWN. */
export const ECHO = 56;
/** Keepalive probes by final outcome, in the order of PROBE_OUTCOMES (keepalive/exchange.ts), of the first so many of them. */
export const COUNTS = 60;
export const USUAL_OUTCOMES = 2;
export const FIRST = 68;
export const WINDOW_PROBES = 72;
/** What few probers have: its row among the rests, or 0, whose row has nothing but zeros. */
export const REST = 76;

/**
 * In the rest, the first RST by which it gave up: its time (Float64 ns) and frame (0: it has not), and the first and the last
 * probe of the run that was in vain. Later probes may push those between out of the chain.
 */
export const GAVE_UP_TIME = 0;
export const GAVE_UP_FRAME = 8;
export const GAVE_UP_FIRST = 12;
export const GAVE_UP_LAST = 16;
/** Exchanges that were left out of the chain; the first one behind them, and how many there are from it on, or 0. */
export const OMITTED = 20;
export const TAIL = 24;
export const BEHIND = 28;
/** Keepalive probes by the other outcomes, in their order. */
export const OTHER_COUNTS = 32;

/** It has sent something else since its last probe, to which the answer may still be on its way. */
export const PROBER_HAS_GONE_ON = 0x01;
/** From an answer until the next probe: what still waits in the run can only be claimed by a late answer. */
export const PROBER_IS_ANSWERED = 0x02;
/** Its latest keepalive probe carries the garbage octet. */
export const PROBER_SENDS_OCTET = 0x04;
export const PROBER_IDLE_KNOWN = 0x08;
export const PROBER_ECHO_KNOWN = 0x10;
/** The latest answer has a TSval. */
export const PROBER_ANSWER_STAMPED = 0x20;

export const ROW_OCTETS = 80;
export const REST_OCTETS = 48;
/** Rows of a page of either, as a power of two. */
export const PAGE_SHIFT = 11;
