/** How many a second, over the last seconds. */

/** Marks looked back on. */
const MARKS = 10;

export class Rate {
  readonly #marks: { count: number; at: number }[] = [];

  /** It is `count` in all at `at`, ms of any clock. */
  mark(count: number, at: number): void {
    this.#marks.push({ count, at });
    if (this.#marks.length > MARKS) this.#marks.shift();
  }

  get perSecond(): number {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) return 0;
    return ((last.count - first.count) * 1000) / (last.at - first.at);
  }
}
