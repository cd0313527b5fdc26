/** The keepalive that a host has where nobody sets any. */
import { SECOND } from '../tracking/time.ts';

/** Idle times up to here are those of the default, ns: two hours, and how late the timer wheel of a 300 Hz kernel makes them. */
export const DEFAULT_AT_LATEST: number = (7200 + 874) * SECOND;
/** The interval of Linux, the BSDs and macOS, ns. */
export const DEFAULT_INTERVAL: number = 75 * SECOND;
