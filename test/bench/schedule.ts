/**
 * Whose turn it is next: a binary heap of (time, connection), earliest first. What begins at one and the same time
 * comes out in an order that depends on the insertions alone, so that a seed gives the same capture on every machine.
 */
export class Schedule {
  private readonly times: number[] = [];
  private readonly entries: number[] = [];

  get size(): number {
    return this.times.length;
  }

  /** Time of the earliest entry; Infinity where there is none. */
  get time(): number {
    return this.times[0] ?? Number.POSITIVE_INFINITY;
  }

  /** The earliest entry; -1 where there is none. */
  get entry(): number {
    return this.entries[0] ?? -1;
  }

  add(time: number, entry: number): void {
    let hole = this.times.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (this.timeAt(parent) <= time) break;
      this.move(parent, hole);
      hole = parent;
    }
    this.times[hole] = time;
    this.entries[hole] = entry;
  }

  /** Gives the earliest entry another, later time. */
  postpone(time: number): void {
    this.settle(time, this.entry);
  }

  removeEarliest(): void {
    const time = this.times.pop();
    const entry = this.entries.pop();
    if (time !== undefined && entry !== undefined && this.size > 0) this.settle(time, entry);
  }

  /** Puts an entry at the root and lets it sink to its place. */
  private settle(time: number, entry: number): void {
    const size = this.times.length;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= size) break;
      if (child + 1 < size && this.timeAt(child + 1) < this.timeAt(child)) child += 1;
      if (this.timeAt(child) >= time) break;
      this.move(child, hole);
      hole = child;
    }
    this.times[hole] = time;
    this.entries[hole] = entry;
  }

  private timeAt(index: number): number {
    return this.times[index] ?? Number.POSITIVE_INFINITY;
  }

  private move(from: number, to: number): void {
    this.times[to] = this.timeAt(from);
    this.entries[to] = this.entries[from] ?? -1;
  }
}
