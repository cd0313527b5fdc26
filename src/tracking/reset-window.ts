/**
 * Whether a RST can have come from who knows the connection. Its receiver drops it unless its number lies in the receive
 * window (RFC 9293 §3.10.7.4, RFC 5961 §3.2); a forger who does not see the connection must guess that. What an honest
 * sender takes from an older segment lies a little below the window, and is believed: that sender has no connection.
 */
import { MISSING_SEQUENCE, type Segment } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import { HALF_ACK_KNOWN, HALF_WINDOW_KNOWN } from './rows.ts';

/** The window of a segment without scaling: as old as that may be what a RST takes its number from. */
const OLD = 0xffff;
/** RFC 7323 §2.3: a window is scaled by 14 bits at most. The capture may not hold the scale. */
const LARGEST_SCALE = 14;
const LARGEST_WINDOW = 1 << 30;

/**
 * `receiver`: HALF_ flags of the side that the RST goes to, `expected` and `window` what it last acknowledged and
 * advertised; `next`: SND.NXT of the side in whose name the RST comes.
 */
export function isOutOfWindow(
  receiver: number,
  expected: number,
  window: number,
  next: number,
  { sequence, missing }: Segment,
): boolean {
  if ((receiver & HALF_ACK_KNOWN) === 0 || missing & MISSING_SEQUENCE) return false;
  const ahead = distance(expected, sequence);
  const offered = receiver & HALF_WINDOW_KNOWN ? window * 2 ** LARGEST_SCALE : LARGEST_WINDOW;
  return ahead < -OLD || ahead > Math.max(offered, distance(expected, next)) + OLD;
}
