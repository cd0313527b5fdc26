/** Words in a row that must not run into one another: who comes first gets the room. */
import { type Attributes, type Markup, markup } from '../markup.ts';
import { CHARACTER, pixels } from './geometry.ts';

const GAP = 5;

export class LabelRow {
  private readonly taken: { from: number; to: number }[] = [];
  private readonly y: number;
  private readonly width: number;

  /** `width`: of the drawing; no word leaves it. */
  constructor(y: number, width: number) {
    this.y = y;
    this.width = width;
  }

  /** The word, centred at `x` as far as the edges let it; null where there is no room. */
  place(x: number, text: string, attributes: Attributes = {}): Markup | null {
    const half = (text.length * CHARACTER) / 2;
    const middle = Math.min(Math.max(x, half + 2), this.width - half - 2);
    const from = middle - half - GAP;
    const to = middle + half + GAP;
    if (this.taken.some((other) => from < other.to && to > other.from)) return null;
    this.taken.push({ from: from + GAP, to: to - GAP });
    return markup('text', { ...attributes, x: pixels(middle), y: this.y }, text);
  }
}
