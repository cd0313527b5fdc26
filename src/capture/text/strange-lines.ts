/** Lines that were not understood: all are counted, the first ones are kept to be shown. */

/** Kept lines, and characters of each. */
const MOST_KEPT = 10;
const LONGEST_KEPT = 240;

/** One of them; `line` counts from 1 in the text. */
export interface StrangeLine {
  line: number;
  text: string;
}

export class StrangeLines {
  count = 0;
  readonly kept: StrangeLine[] = [];

  add(line: number, text: string): void {
    this.count++;
    if (this.kept.length >= MOST_KEPT) return;
    const shown = text.length > LONGEST_KEPT ? `${text.slice(0, LONGEST_KEPT)}...` : text;
    this.kept.push({ line, text: shown });
  }
}
