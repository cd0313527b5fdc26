/**
 * Whether the machine's clock says what time it is for the connections of a live capture. While frames wait to be read it
 * does not: what looks silent may have spoken long ago, and the time is that of the last frame. So it is while whoever reads
 * our output holds everything up, and when the process goes on after it was stopped.
 */

/** Frames may be on their way for so long (dumpcap hands them over four times a second), ms. */
const ON_THEIR_WAY = 300;
/** Ticks that come so much later than they should were held up, and so was the reading. */
const HELD_UP = 3;

/** All times are of one clock that never goes back, ms. */
export class LiveClock {
  readonly #period: number;
  /** Since when the next frames are waited for; Infinity while those that came are worked on. */
  #waitsSince = Number.NEGATIVE_INFINITY;
  #tickedAt = Number.POSITIVE_INFINITY;

  /** `period`: between ticks. */
  constructor(period: number) {
    this.#period = period;
  }

  /** All frames that came are worked on, and the next ones are waited for. */
  waits(now: number): void {
    this.#waitsSince = now;
  }

  /** Frames have come. */
  works(): void {
    this.#waitsSince = Number.POSITIVE_INFINITY;
  }

  /** Nobody captures now. */
  rests(): void {
    this.#waitsSince = Number.NEGATIVE_INFINITY;
  }

  /** A tick: whether the machine's clock is right. */
  isRight(now: number): boolean {
    const wasHeldUp = now - this.#tickedAt > HELD_UP * this.#period;
    this.#tickedAt = now;
    if (wasHeldUp) this.#waitsSince = Math.max(this.#waitsSince, now);
    return now - this.#waitsSince >= ON_THEIR_WAY;
  }
}
