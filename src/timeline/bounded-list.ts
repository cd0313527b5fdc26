/**
 * A list that keeps its first and its last entries and counts what it dropped between them: a beginning shows how
 * something works, an end how it went wrong, and memory stays bounded however long the capture runs.
 */
export class BoundedList<T> {
  /** Entries ever added. */
  added = 0;
  private readonly head: T[] = [];
  /** Made with the first entry that the head has no room for. */
  private tail: T[] | null = null;
  private oldest = 0;
  private readonly half: number;

  /** Keeps at most `limit` entries; at least 2. */
  constructor(limit: number) {
    this.half = Math.max(1, limit >>> 1);
  }

  get omitted(): number {
    return this.added - this.head.length - (this.tail?.length ?? 0);
  }

  /** How many entries stand before the gap of the omitted ones. */
  get headLength(): number {
    return this.head.length;
  }

  add(entry: T): void {
    this.added++;
    if (this.head.length < this.half) {
      this.head.push(entry);
      return;
    }
    this.tail ??= [];
    if (this.tail.length < this.half) this.tail.push(entry);
    else {
      this.tail[this.oldest] = entry;
      this.oldest = (this.oldest + 1) % this.half;
    }
  }

  /** The kept entries in the order in which they were added. */
  *[Symbol.iterator](): Generator<T> {
    yield* this.head;
    if (this.tail === null) return;
    yield* this.tail.slice(this.oldest);
    yield* this.tail.slice(0, this.oldest);
  }
}
