/**
 * The zero of a timeline: the time of its first frame, as nanoseconds since 1970. Kept once, as a bigint;
 * every other time is a float of nanoseconds since then, exact to 104 days (an epoch time in a float is not:
 * at 1.7e18 ns a double's step is 256 ns).
 */
export class Epoch {
  /** Null until the first timed frame of the timeline was read. */
  base: bigint | null = null;
}
