/** Measurements as a plain table: one line a contestant, with the ratio of its median to the reference's. */
import type { Measurement } from './measure.ts';

/** Of one contestant: its measurements, or why there are none. */
export interface Row {
  name: string;
  measurements: Measurement[];
  absence: 'not installed' | 'failed' | null;
}

const HEADINGS = ['', 'min s', 'median s', 'max s', 'frames/s', 'MB/s', 'peak MiB'];

/** `reference` is the name of the row that the others are related to. */
export function renderTable(rows: readonly Row[], reference: string, frames: number, octets: number): string {
  const referenceRow = rows.find(({ name }) => name === reference);
  const unit = referenceRow === undefined ? Number.NaN : median(seconds(referenceRow));
  const headings = [...HEADINGS, `to ${reference}`];
  const lines = [headings, ...rows.map((row) => renderRow(row, unit, frames, octets))];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines.map((line) => alignLine(line, widths)).join('\n');
}

/** The middle of the values, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

function renderRow(row: Row, unit: number, frames: number, octets: number): string[] {
  if (row.absence !== null) return [row.name, row.absence];
  const times = seconds(row);
  const middle = median(times);
  const peaks = row.measurements.map(({ peakMebibytes }) => peakMebibytes ?? Number.NaN);
  return [
    row.name,
    fixed(Math.min(...times), 3),
    fixed(middle, 3),
    fixed(Math.max(...times), 3),
    fixed(frames / middle, 0),
    fixed(octets / middle / 1e6, 1),
    fixed(Math.max(...peaks), 0),
    fixed(middle / unit, 2),
  ];
}

function seconds(row: Row): number[] {
  return row.measurements.map((measurement) => measurement.seconds);
}

function fixed(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '-';
}

function alignLine(line: readonly string[], widths: readonly number[]): string {
  const cells = line.map((cell, column) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
  );
  return cells.join('  ');
}
