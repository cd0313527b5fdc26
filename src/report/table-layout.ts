/**
 * Which columns fit a screen. Endpoints keep to one line as long as the verdict fits beside them; what does not fit
 * goes to a line below the row; what room is left goes to further columns.
 */
import {
  type Column,
  ENDPOINTS,
  EXTRA_COLUMNS,
  ID,
  IDLE,
  PROBES,
  SETTINGS,
  STACKED_ENDPOINTS,
  STACKED_IDLE,
  STACKED_PROBES,
  VERDICT,
} from './connection-cells.ts';
import type { ConnectionReport } from './model.ts';

/** Spaces before the first column and between two. */
export const MARGIN = 1;
export const GAP = 2;

/** The columns of a table, and those that had to move below its rows. */
export interface TableLayout {
  readonly columns: readonly Column[];
  readonly moved: readonly Column[];
}

const NARROWEST: TableLayout = { columns: [ID, STACKED_ENDPOINTS, VERDICT], moved: [SETTINGS, PROBES, IDLE] };

/** The one that says most on a line first. */
const LAYOUTS: readonly TableLayout[] = [
  { columns: [ID, ENDPOINTS, VERDICT, SETTINGS, PROBES, IDLE], moved: [] },
  { columns: [ID, ENDPOINTS, VERDICT, PROBES, STACKED_IDLE], moved: [SETTINGS] },
  { columns: [ID, ENDPOINTS, VERDICT, STACKED_IDLE], moved: [SETTINGS, PROBES] },
  { columns: [ID, STACKED_ENDPOINTS, VERDICT, SETTINGS, STACKED_PROBES, STACKED_IDLE], moved: [] },
  { columns: [ID, STACKED_ENDPOINTS, VERDICT, STACKED_IDLE], moved: [SETTINGS, PROBES] },
];

/** The best layout of `connections` within `width`. */
export function tableLayout(connections: readonly ConnectionReport[], width: number): TableLayout {
  const room = (columns: readonly Column[]): number =>
    width - tableWidth(columns.map((column) => columnWidth(column, connections)));
  const layout = LAYOUTS.find(({ columns }) => room(columns) >= 0) ?? NARROWEST;
  const columns = [...layout.columns];
  if (layout.moved.length === 0) {
    for (const extra of EXTRA_COLUMNS) if (room([...columns, extra]) >= 0) columns.push(extra);
  }
  return { columns, moved: layout.moved };
}

/** Characters of the widest line of a column. */
export function columnWidth(column: Column, connections: readonly ConnectionReport[]): number {
  let width = textWidth(column.heading);
  for (const connection of connections) width = Math.max(width, textWidth(column.text(connection)));
  return width;
}

function tableWidth(widths: readonly number[]): number {
  return MARGIN + widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1);
}

function textWidth(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}
