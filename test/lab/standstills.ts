/** When this machine stood still, as far as a timer that should fire all the while shows it. */

/** Milliseconds between two ticks, and by how much one is late at the least to be called that. */
const TICK = 50;
const LATE = 250;

export class Standstills {
  #last = performance.now();
  #latest = Number.NEGATIVE_INFINITY;
  readonly #timer = setInterval(() => this.#tick(), TICK);

  /** Whether there was one since `time`, of performance.now(). */
  anySince(time: number): boolean {
    this.#tick();
    return this.#latest >= time;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = performance.now();
    if (now - this.#last > TICK + LATE) this.#latest = now;
    this.#last = now;
  }
}
