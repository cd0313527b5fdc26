/** How often engines may end before none is started any more, and how long to wait before the next. */

/** So many ends within so many milliseconds are too many. */
export const MOST_ENDS = 5;
export const WITHIN = 60_000;
const FIRST_DELAY = 250;
const LONGEST_DELAY = 4000;

/** Ends of one kind. */
export class Restarts {
  readonly #most: number;
  readonly #ends: number[] = [];

  constructor(most: number = MOST_ENDS) {
    this.#most = most;
  }

  /** An engine ended at `now`, ms. Gives the milliseconds to wait before the next one; null where it was one too many. */
  next(now: number): number | null {
    while (this.#ends.length > 0 && now - (this.#ends[0] ?? 0) > WITHIN) this.#ends.shift();
    this.#ends.push(now);
    if (this.#ends.length > this.#most) return null;
    return Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (this.#ends.length - 1));
  }
}
