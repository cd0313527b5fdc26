/**
 * Random numbers that are the same on every run and machine: the 32-bit generator known as mulberry32.
 * Good enough to vary traffic, and fast; not for anything that must not be guessed.
 */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** 32 random bits, unsigned. */
  word(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return (bits ^ (bits >>> 14)) >>> 0;
  }

  /** An integer of low .. high, both included. */
  between(low: number, high: number): number {
    return low + (this.word() % (high - low + 1));
  }

  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean {
    return this.word() % 100 < percent;
  }

  /** The same, but 0 takes no number from the row: a habit that a mix does not have leaves its capture as it was. */
  chanceIfAny(percent: number): boolean {
    return percent > 0 && this.chance(percent);
  }
}
