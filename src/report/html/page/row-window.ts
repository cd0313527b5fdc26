/**
 * Which rows of a long table are on the screen. Rows have one height; an open one has its details below it, of a height
 * of their own. Only what is on the screen, and a little around it, is made.
 */

/** Rows from `first` up to but not with `end`, and the pixels that those before and after them take. */
export interface RowWindow {
  first: number;
  end: number;
  before: number;
  after: number;
}

/** Rows made beyond either edge, so that scrolling meets no blank. */
const BEYOND = 12;

/**
 * `extra`: height of the details below the row at an index, for open ones; `top` and `height`: the part of the table's
 * body that is on the screen.
 */
export function rowWindow(
  count: number,
  rowHeight: number,
  extra: ReadonlyMap<number, number>,
  { top, height }: { top: number; height: number },
): RowWindow {
  const opened = [...extra].sort(([first], [second]) => first - second);
  const first = Math.max(0, indexAt(top, rowHeight, opened) - BEYOND);
  const end = Math.min(count, indexAt(top + height, rowHeight, opened) + 1 + BEYOND);
  return {
    first: Math.min(first, count),
    end: Math.max(end, Math.min(first, count)),
    before: offsetOf(first, rowHeight, opened),
    after: offsetOf(count, rowHeight, opened) - offsetOf(end, rowHeight, opened),
  };
}

/** Pixels above the row at an index; `opened` are the heights of details by the index of their row. */
export function offsetOf(
  index: number,
  rowHeight: number,
  opened: Iterable<readonly [index: number, height: number]>,
): number {
  let offset = index * rowHeight;
  for (const [at, height] of opened) if (at < index) offset += height;
  return offset;
}

function indexAt(
  pixel: number,
  rowHeight: number,
  opened: readonly (readonly [index: number, height: number])[],
): number {
  let above = 0;
  for (const [index, height] of opened) {
    const top = (index + 1) * rowHeight + above;
    if (pixel < top) break;
    if (pixel < top + height) return index;
    above += height;
  }
  return Math.max(0, Math.floor((pixel - above) / rowHeight));
}
