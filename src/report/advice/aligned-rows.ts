/** Short rows in columns, numbers to the right: for what is too small for a table with rules. */
import type { Paint } from '../paint.ts';

/** Spaces before the first column and between two. */
const MARGIN = ' ';
const GAP = '   ';

/** The lines, the heading dim. Columns of `left` are text. */
export function alignedRows(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
  left: readonly number[] = [],
): string[] {
  const widths = heading.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    MARGIN +
    cells
      .map((cell, at) => (left.includes(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join(GAP)
      .trimEnd();
  return [paint.dim(line(heading)), ...rows.map(line)];
}
