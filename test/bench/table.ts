/** Measurements as a table: one line a contestant, with the ratio of its median to that of every peer on the same file. */
import type { Measurement } from './measure.ts';

/** Of one contestant: its measurements, or why there are none. */
export interface Row {
  name: string;
  measurements: Measurement[];
  absence: string | null;
}

/** What was read; null for commands that read no capture. */
export interface Read {
  frames: number;
  octets: number;
}

/** Headings, then the lines. `peers`: the names of the rows that all are related to, where they were measured. */
export function tableOf(rows: readonly Row[], peers: readonly string[], read: Read | null): string[][] {
  const units = peers
    .map((peer) => ({ peer, unit: medianOf(rows, peer) }))
    .filter(({ unit }) => Number.isFinite(unit));
  const rates = read === null ? [] : ['frames/s', 'MB/s'];
  const ratios = units.map(({ peer }) => `/ ${peer}`);
  const headings = ['', 'min s', 'median s', 'max s', ...rates, 'peak MiB', ...ratios];
  return [
    headings,
    ...rows.map((row) =>
      cellsOf(
        row,
        units.map(({ unit }) => unit),
        read,
      ),
    ),
  ];
}

/** Median seconds of the row of that name; NaN where there is none. */
export function medianOf(rows: readonly Row[], name: string): number {
  return median(rows.find((row) => row.name === name)?.measurements.map(({ seconds }) => seconds) ?? []);
}

/** The middle of the values, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** In columns, for the terminal. */
export function alignTable(lines: readonly string[][]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => (column === 0 || line.length > 2 ? (line[column]?.length ?? 0) : 0))),
  );
  const align = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  return lines.map((line) => line.map(align).join('  ')).join('\n');
}

/** For the page. */
export function markdownTable([headings = [], ...lines]: readonly string[][]): string {
  const rules = headings.map((_, column) => (column === 0 ? '---' : '--:'));
  const filled = lines.map((line) => headings.map((_, column) => line[column] ?? ''));
  return [headings, rules, ...filled]
    .map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/** Two figures below 0.1, where 0.01 would hide how much. */
export function ratioText(ratio: number): string {
  if (!Number.isFinite(ratio)) return '-';
  if (ratio < 0.1) return ratio.toPrecision(2);
  return ratio.toFixed(ratio < 10 ? 2 : 1);
}

export function wholeText(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : '-';
}

function cellsOf(row: Row, units: readonly number[], read: Read | null): string[] {
  if (row.absence !== null) return [row.name, row.absence];
  const times = row.measurements.map(({ seconds }) => seconds);
  const middle = median(times);
  const peak = Math.max(...row.measurements.map(({ peakMebibytes }) => peakMebibytes ?? Number.NaN));
  const rates =
    read === null ? [] : [wholeText(read.frames / middle), (read.octets / middle / 1e6).toFixed(1)];
  const spread = [Math.min(...times), middle, Math.max(...times)].map((time) => time.toFixed(3));
  return [row.name, ...spread, ...rates, wholeText(peak), ...units.map((unit) => ratioText(middle / unit))];
}
