/**
 * Connections as a table without borders, each row followed by what does not fit into a cell: its verdict's sentence,
 * its findings and a remedy.
 */
import Table from 'cli-table3';

import { type Column, ID, VERDICT } from './connection-cells.ts';
import { remedyLines } from './finding-lines.ts';
import { concernOf } from './hanging.ts';
import type { ConnectionReport } from './model.ts';
import type { Paint, ScreenOptions } from './paint.ts';
import { columnWidth, GAP, MARGIN, tableLayout } from './table-layout.ts';
import { VERDICT_SEVERITY } from './verdict-severity.ts';
import { wrappedText } from './wrapped-text.ts';

/** The table as chunks of text, a connection each; a blank line comes first. */
export function* tableRows(shown: readonly ConnectionReport[], options: ScreenOptions): Generator<string> {
  const { columns, moved } = tableLayout(shown, options.columns);
  const indent = ' '.repeat(MARGIN + columnWidth(ID, shown) + GAP);
  const lines = tableLines(columns, shown, options.paint);
  const take = (texts: readonly string[]): string[] => lines.splice(0, Math.max(...texts.map(heightOf)));
  yield block(['', ...take(columns.map(({ heading }) => heading)).map((line) => options.paint.dim(line))]);
  const told = new Set<string>();
  let parted = true;
  for (const connection of shown) {
    const row = take(columns.map((column) => column.text(connection)));
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

function tableLines(columns: readonly Column[], shown: readonly ConnectionReport[], paint: Paint): string[] {
  const table = new Table({
    chars: BORDERLESS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP, compact: true },
    colAligns: columns.map(({ align }) => align),
    head: columns.map(({ heading }) => heading),
  });
  for (const connection of shown) {
    table.push(
      columns.map((column) => {
        const text = column.text(connection);
        return column === VERDICT ? paint.severity(VERDICT_SEVERITY[connection.verdict.code], text) : text;
      }),
    );
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
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

function heightOf(text: string): number {
  return text.split('\n').length;
}

function block(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: ' '.repeat(MARGIN),
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
} as const;
