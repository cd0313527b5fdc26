/**
 * A list that keeps its first and its last entries and counts what it dropped between them: a beginning shows how
 * something works, an end how it went wrong, and memory stays bounded however long the capture runs.
 */
export class BoundedList<T> {
  /** Entries ever added. */
  added = 0;
  private readonly head: T[] = [];
  private readonly tail: T[] = [];
  private oldest = 0;
  private readonly half: number;

  /** Keeps at most `limit` entries; at least 2. */
  constructor(limit: number) {
    this.half = Math.max(1, limit >>> 1);
  }

  get omitted(): number {
    return this.added - this.head.length - this.tail.length;
  }

  /** How many entries stand before the gap of the omitted ones. */
  get headLength(): number {
    return this.head.length;
  }

  add(entry: T): void {
    this.added++;
    if (this.head.length < this.half) this.head.push(entry);
    else if (this.tail.length < this.half) this.tail.push(entry);
    else {
      this.tail[this.oldest] = entry;
      this.oldest = (this.oldest + 1) % this.half;
    }
  }

  /** The kept entries in the order in which they were added. */
  *[Symbol.iterator](): Generator<T> {
    yield* this.head;
    yield* this.tail.slice(this.oldest);
    yield* this.tail.slice(0, this.oldest);
  }
}
