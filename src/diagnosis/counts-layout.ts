/**
 * Where express/judge.ts adds up what connections come to (diagnosis/counts.ts): Float64 each, so many octets from the
 * beginning. Only numbers are in here: express/ is compiled with it too.
 */
export const ALL_COPIES = 0;
export const ALL_PROBES = 8;
export const ALL_WINDOW_PROBES = 16;
/** By place in PROBE_OUTCOMES (keepalive/exchange.ts). */
export const OUTCOMES_OF_PROBES = 24;
/** By place in VERDICT_CODES (diagnosis/verdict.ts). */
export const VERDICTS = 72;
export const SUMS_OCTETS = 256;
