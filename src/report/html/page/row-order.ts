/** The order of rows by a column. What is equal stays in the order of the report. */
import { SEVERITY_RANK, VERDICT_SEVERITY } from '../../verdict-severity.ts';
import type { EmbeddedRow } from '../embedded.ts';

export interface RowOrder {
  key: ColumnKey;
  isDescending: boolean;
}

export type ColumnKey = (typeof COLUMN_KEYS)[number];

export const COLUMN_KEYS = [
  'id',
  'verdict',
  'originator',
  'responder',
  'settings',
  'probes',
  'idle',
  'duration',
  'segments',
  'firstAt',
] as const;

/** Numbers inside text count as numbers: 10.0.0.9 before 10.0.0.10. */
const collator = new Intl.Collator('en', { numeric: true });

/** What a column is sorted by: numbers, or text. The order of the report has no column. */
export function orderedRows<Row extends EmbeddedRow>(
  rows: readonly Row[],
  { key, isDescending }: RowOrder,
): Row[] {
  const sign = isDescending ? -1 : 1;
  const measure = MEASURES[key];
  if (measure !== undefined)
    return rows.toSorted((first, second) => sign * (measure(first) - measure(second)));
  const text = TEXTS[key] ?? ((row: EmbeddedRow) => row.firstAt);
  return rows.toSorted((first, second) => sign * collator.compare(text(first), text(second)));
}

/** Columns of numbers begin with the largest when they are chosen. */
export function startsDescending(key: ColumnKey): boolean {
  return key !== 'id' && MEASURES[key] !== undefined;
}

const MEASURES: Readonly<Partial<Record<ColumnKey, (row: EmbeddedRow) => number>>> = {
  id: ({ id }) => id,
  verdict: ({ verdict }) => SEVERITY_RANK[VERDICT_SEVERITY[verdict]],
  probes: ({ probeCount }) => probeCount,
  idle: ({ idle }) => idle,
  duration: ({ duration }) => duration,
  segments: ({ segments }) => segments,
};

const TEXTS: Readonly<Partial<Record<ColumnKey, (row: EmbeddedRow) => string>>> = {
  originator: ({ originator }) => originator,
  responder: ({ responder }) => responder,
  settings: ({ settings }) => settings,
  firstAt: ({ firstAt }) => firstAt,
};
