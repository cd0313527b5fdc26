/**
 * Sequence numbers, modulo 2^32 (RFC 9293 §3.4). They are kept as Int32, so that addition and comparison wrap by
 * themselves; a plain subtraction of two unsigned values is wrong at the wrap.
 */

/** How far `to` lies after `from`: -2^31 .. 2^31-1; negative where it lies before. */
export function distance(from: number, to: number): number {
  return (to - from) | 0;
}

/** The sequence number `octets` after `sequence`. */
export function advance(sequence: number, octets: number): number {
  return (sequence + octets) | 0;
}
