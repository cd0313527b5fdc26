/**
 * The tcpdump-like timeline of each selected connection: who sent what when, which probe was answered by what, and
 * below it the verdict with the frames that prove it, the settings and what to do. One connection at a time.
 */
import { captureName } from './capture-lines.ts';
import { preciseDuration } from './duration.ts';
import { endpointPair, endpointText } from './endpoint-text.ts';
import type { Examination } from './examination.ts';
import { findingLines } from './finding-lines.ts';
import type { CaptureReport, ConnectionReport, FindingReport, TraceEntry } from './model.ts';
import type { Paint, ScreenOptions } from './paint.ts';
import { quantity } from './quantity.ts';
import { selectedConnections } from './selected.ts';
import type { Selection } from './selection.ts';
import {
  burstRung,
  type LadderWidths,
  ladderHeading,
  ladderIndent,
  ladderWidths,
  segmentRung,
} from './trace-ladder.ts';
import { verdictLines } from './verdict-lines.ts';
import { wrappedText } from './wrapped-text.ts';

/** The traces as chunks of text. */
export function* renderTrace(
  examination: Examination,
  selection: Selection,
  options: ScreenOptions,
): Generator<string> {
  if (examination.interrupted) yield 'partial: reading was interrupted\n\n';
  let count = 0;
  const shown = new Set<number>();
  for (const connection of selectedConnections(examination, selection)) {
    if (count > 0) yield '\n';
    yield* traceOf(connection, examination, options);
    shown.add(connection.id);
    count += 1;
  }
  if (count === 0)
    yield examination.summary.connections === 0
      ? 'no TCP connections\n'
      : 'no connection matches the selection\n';
  const findings = examination.findings.filter((finding) => mayConcern(finding, shown));
  if (findings.length > 0)
    yield block(['', ...findingLines(findings, examination.captures, options.columns, options.paint)]);
}

/** Not all connections are named where there are many. */
function mayConcern({ connections, connectionCount }: FindingReport, shown: ReadonlySet<number>): boolean {
  const isWhole = connections.length === connectionCount;
  return shown.size > 0 && (!isWhole || connections.some((id) => shown.has(id)));
}

function* traceOf(
  connection: ConnectionReport,
  examination: Examination,
  { columns, paint }: ScreenOptions,
): Generator<string> {
  const { midstream, lastFrame } = connection;
  const widths = ladderWidths(columns, lastFrame);
  yield `${paint.bold(heading(connection, columns))}\n`;
  yield `${ladderIndent(widths)}${timesText(connection, examination.captures)}${midstream ? '; began before the capture: roles are inferred' : ''}\n\n`;
  yield `${paint.dim(ladderHeading(widths))}\n`;
  let isKept = false;
  for (const line of entryLines(connection, examination, widths, paint)) {
    isKept = true;
    yield line;
  }
  if (!isKept)
    yield block(
      wrappedText(
        `(not kept: there are too many connections; --connection ${connection.id} keeps it)`,
        ladderIndent(widths),
        columns,
      ),
    );
  yield '\n';
  yield block(verdictLines(connection, examination.captures, columns, paint));
}

/** What the times of the trace are. Text has those of a time zone that it does not name, often without a date. */
function timesText({ firstAt, firstCapture }: ConnectionReport, captures: readonly CaptureReport[]): string {
  const date = firstAt.slice(0, 10);
  switch (captures[firstCapture]?.clock) {
    case 'time-of-day':
      return 'times of day as printed, without a date';
    case 'elapsed':
      return 'times since the first line';
    case 'none':
      return 'the text has no times';
    case 'date-and-time':
      return `${date}, times as printed`;
    default:
      return `${date}, times in UTC`;
  }
}

function heading({ id, originator, responder }: ConnectionReport, columns: number): string {
  const name = `connection ${id}  `;
  const line = name + endpointPair(originator, responder);
  if (line.length <= columns) return line;
  return `${name}${endpointText(originator)}\n${'-> '.padStart(name.length)}${endpointText(responder)}`;
}

function* entryLines(
  { id, firstAt }: ConnectionReport,
  examination: Examination,
  widths: LadderWidths,
  paint: Paint,
): Generator<string> {
  const { captures } = examination;
  let date = firstAt.slice(0, 10);
  let capture = -1;
  for (const entry of examination.trace(id)) {
    if ('capture' in entry) {
      const origin = captures.length > 1 && entry.capture !== capture ? captures[entry.capture] : undefined;
      if (origin !== undefined) yield `${ladderIndent(widths)}-- ${captureName(origin)} --\n`;
      if (entry.at.slice(0, 10) !== date) yield `${ladderIndent(widths)}-- ${entry.at.slice(0, 10)} --\n`;
      date = entry.at.slice(0, 10);
      capture = entry.capture;
    }
    yield `${entryLine(entry, widths, paint)}\n`;
  }
}

function entryLine(entry: TraceEntry, widths: LadderWidths, paint: Paint): string {
  switch (entry.type) {
    case 'segment': {
      const line = segmentRung(entry, widths);
      if (entry.note === 'gives-up' || entry.kind === 'reset') return paint.severity('error', line);
      return entry.outcome === 'unanswered' ? paint.severity('warning', line) : line;
    }
    case 'burst':
      return burstRung(entry, widths);
    case 'idle':
      return paint.dim(
        `${ladderIndent(widths)}... ${preciseDuration(entry.seconds)} ${entry.toEnd ? 'to the end of the capture' : 'idle'} ...`,
      );
    case 'omitted':
      return paint.dim(
        `${ladderIndent(widths)}... ${quantity(entry.entries, 'entry', 'entries')} left out ...`,
      );
  }
}

function block(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
