/**
 * Connections as a table without borders, each row followed by what does not fit into a cell: its verdict's sentence,
 * its findings and a remedy.
 */
import { type Column, VERDICT } from './connection-cells.ts';
import { remedyLines } from './finding-lines.ts';
import { concernOf } from './hanging.ts';
import type { ConnectionReport } from './model.ts';
import type { ScreenOptions } from './paint.ts';
import { type FilledColumn, GAP, MARGIN, tableLayout } from './table-layout.ts';
import { VERDICT_SEVERITY } from './verdict-severity.ts';
import { wrappedText } from './wrapped-text.ts';

/** The table as chunks of text, a connection each; a blank line comes first. */
export function* tableRows(shown: readonly ConnectionReport[], options: ScreenOptions): Generator<string> {
  const { paint } = options;
  const { columns, moved } = tableLayout(shown, options.columns);
  const indent = ' '.repeat(MARGIN + (columns[0]?.width ?? 0) + GAP);
  const headings = rowLines(
    columns,
    columns.map(({ column: { heading } }) => heading),
  );
  yield block(['', ...headings.map((line) => paint.dim(line))]);
  const told = new Set<string>();
  let parted = true;
  for (const [place, connection] of shown.entries()) {
    const severity = VERDICT_SEVERITY[connection.verdict.code];
    const row = rowLines(
      columns,
      columns.map(({ texts }) => texts[place] ?? ''),
      (column, text) => (column === VERDICT ? paint.severity(severity, text) : text),
    );
    const concern = concernOf(connection);
    const below = linesBelow(connection, concern?.summary, moved, indent, options);
    // What helps against one helps against all: said once for each verdict.
    if (concern !== undefined && !told.has(concern.code)) {
      below.push(...remedyLines(concern.remedy.slice(0, 1), indent, options.columns));
      told.add(concern.code);
    }
    // A row with explanations stands apart from what follows it.
    yield block(parted ? [...row, ...below] : ['', ...row, ...below]);
    parted = below.length === 0;
  }
}

/** A row, as many lines as its highest cell has: each text in the width of its column. */
function rowLines(
  columns: readonly FilledColumn[],
  texts: readonly string[],
  painted = (_column: Column, text: string): string => text,
): string[] {
  const cells = texts.map((text) => text.split('\n'));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) => {
    const padded = columns.map(({ column, width }, place) => {
      const text = cells[place]?.[line] ?? '';
      const padding = ' '.repeat(width - text.length);
      // Nothing in colour would be something at the end of a line.
      const shown = text === '' ? '' : painted(column, text);
      return column.align === 'right' ? padding + shown : shown + padding;
    });
    return (' '.repeat(MARGIN) + padded.join(' '.repeat(GAP))).trimEnd();
  });
}

function linesBelow(
  connection: ConnectionReport,
  concern: string | undefined,
  moved: readonly Column[],
  indent: string,
  { columns, paint }: ScreenOptions,
): string[] {
  const lines: string[] = [];
  const facts = moved
    .map(({ heading, text }) => ({ heading, text: text(connection).replace('\n', ', ') }))
    .filter(({ text }) => text !== '-')
    .map(({ heading, text }) => `${heading} ${text}`);
  if (facts.length > 0)
    lines.push(...wrappedText(facts.join('; '), indent, columns).map((line) => paint.dim(line)));
  if (concern !== undefined) lines.push(...wrappedText(concern, indent, columns));
  const grave = connection.findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code);
  if (grave.length > 0) lines.push(...wrappedText(grave.join(', '), `${indent}also: `, columns));
  return lines;
}

function block(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
