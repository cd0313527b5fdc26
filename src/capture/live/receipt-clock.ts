/**
 * The wall clock in ns: the monotonic clock of the process with an anchor that follows where the wall clock is set, or
 * where the monotonic one stood still because the machine slept.
 */

/** Milliseconds between two looks at the wall clock, and how much the two may differ: Date.now() is cut to whole ones. */
const CHECK_EVERY = 1000;
const MOST_OFF = 2;

export class ReceiptClock {
  /** Since 1970, and the nanoseconds of the second that has begun. */
  seconds = 0;
  nanoseconds = 0;
  /** Seconds since 1970, and the milliseconds above them, at the zero of performance.now(). */
  readonly #originSeconds: number = Math.floor(performance.timeOrigin / 1000);
  #originFraction: number = performance.timeOrigin % 1000;
  #checkedAt = 0;

  /** Sets seconds and nanoseconds to now. */
  read(): void {
    const now = performance.now();
    if (now - this.#checkedAt > CHECK_EVERY) this.#follow(now);
    const since = this.#originFraction + now;
    const whole = Math.floor(since / 1000);
    this.seconds = this.#originSeconds + whole;
    this.nanoseconds = Math.min(999_999_999, Math.floor((since - whole * 1000) * 1e6));
  }

  #follow(now: number): void {
    this.#checkedAt = now;
    const off = Date.now() - this.#originSeconds * 1000 - this.#originFraction - now;
    if (Math.abs(off) > MOST_OFF) this.#originFraction += off;
  }
}
