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

/** Which columns are beside one another, and which had to move below the rows. */
interface Arrangement {
  readonly columns: readonly Column[];
  readonly moved: readonly Column[];
}

/** A column with its text for each connection, and the characters of their widest line. */
export interface FilledColumn {
  readonly column: Column;
  readonly texts: readonly string[];
  readonly width: number;
}

/** The columns of a table, the first of which is ID, and those that had to move below its rows. */
export interface TableLayout {
  readonly columns: readonly FilledColumn[];
  readonly moved: readonly Column[];
}

const NARROWEST: Arrangement = { columns: [ID, STACKED_ENDPOINTS, VERDICT], moved: [SETTINGS, PROBES, IDLE] };

/** The one that says most on a line first. */
const ARRANGEMENTS: readonly Arrangement[] = [
  { columns: [ID, ENDPOINTS, VERDICT, SETTINGS, PROBES, IDLE], moved: [] },
  { columns: [ID, ENDPOINTS, VERDICT, PROBES, STACKED_IDLE], moved: [SETTINGS] },
  { columns: [ID, ENDPOINTS, VERDICT, STACKED_IDLE], moved: [SETTINGS, PROBES] },
  { columns: [ID, STACKED_ENDPOINTS, VERDICT, SETTINGS, STACKED_PROBES, STACKED_IDLE], moved: [] },
  { columns: [ID, STACKED_ENDPOINTS, VERDICT, STACKED_IDLE], moved: [SETTINGS, PROBES] },
];

/** The best layout of `connections` within `width`. */
export function tableLayout(connections: readonly ConnectionReport[], width: number): TableLayout {
  const known = new Map<Column, FilledColumn>();
  const filled = (column: Column): FilledColumn => {
    const one = known.get(column) ?? filledColumn(column, connections);
    known.set(column, one);
    return one;
  };
  const fits = (columns: readonly Column[]): boolean => tableWidth(columns.map(filled)) <= width;
  const { columns, moved } = ARRANGEMENTS.find((one) => fits(one.columns)) ?? NARROWEST;
  const chosen = [...columns];
  if (moved.length === 0) for (const extra of EXTRA_COLUMNS) if (fits([...chosen, extra])) chosen.push(extra);
  return { columns: chosen.map(filled), moved };
}

function filledColumn(column: Column, connections: readonly ConnectionReport[]): FilledColumn {
  const texts = connections.map(column.text);
  const width = texts.reduce((widest, text) => Math.max(widest, textWidth(text)), textWidth(column.heading));
  return { column, texts, width };
}

function tableWidth(columns: readonly FilledColumn[]): number {
  return MARGIN + columns.reduce((sum, { width }) => sum + width, 0) + GAP * (columns.length - 1);
}

function textWidth(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}
