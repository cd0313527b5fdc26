/**
 * The report as Markdown, to be pasted into an issue of GitHub or GitLab: what came of it, what needs attention with its
 * proofs and remedies, findings, and the table. As long as the table is on a screen: an issue holds some 64,000 characters.
 */
import { partedFromCommand } from './capture-command.ts';
import { captureFacts, captureNotes, isTroubled, LISTED_CAPTURES } from './capture-lines.ts';
import { type Column, ENDPOINTS, ID, IDLE, PROBES, SETTINGS, VERDICT } from './connection-cells.ts';
import { roughDuration } from './duration.ts';
import { endpointPair } from './endpoint-text.ts';
import type { Examination } from './examination.ts';
import { SHOWN_EVIDENCE } from './finding-lines.ts';
import { GENERATOR } from './generator.ts';
import { codeSpan, markdownText, tableRow } from './markdown-text.ts';
import type { CaptureReport, ConnectionReport, Evidence, FindingReport, VerdictCode } from './model.ts';
import { PLAIN } from './paint.ts';
import { quantity } from './quantity.ts';
import type { Selection } from './selection.ts';
import { summaryLines } from './summary-lines.ts';
import { choose } from './table.ts';
import { settingsTexts } from './verdict-lines.ts';
import { needsAttention } from './verdict-severity.ts';

/** The report as chunks of text. */
export function* renderMarkdown(examination: Examination, selection: Selection = {}): Generator<string> {
  const { captures, summary, findings } = examination;
  const [first] = captures;
  const title =
    captures.length === 1 && first !== undefined ? nameOf(first) : quantity(captures.length, 'capture');
  yield block([`## keepscope: ${title}`, '']);
  const [sentence = '', ...remarks] = summaryLines(summary, Number.POSITIVE_INFINITY, PLAIN);
  yield block([bold(sentence), '', ...captureItems(captures), ...remarks.map(item), '']);

  const { shown, hidden } = choose(examination, selection);
  const told = new Set<VerdictCode>();
  for (const connection of shown.filter(isWorthTelling)) {
    yield block(connectionSection(connection, captures, told.has(connection.verdict.code)));
    told.add(connection.verdict.code);
  }
  const grave = findings.filter(({ severity }) => severity !== 'info');
  if (grave.length > 0) yield block(['### Over connections', '']);
  for (const finding of grave) yield block([...findingItems(finding, captures), '']);

  yield block(['### Connections', '']);
  if (shown.length > 0) yield block([...table(shown), '']);
  if (hidden > 0) yield block([`${quantity(hidden, 'connection')} not listed.`, '']);
  if (shown.length + hidden === 0)
    yield block([
      summary.connections === 0 ? 'No TCP connections.' : 'No connection matches the selection.',
      '',
    ]);
  yield `<sub>${GENERATOR.name} ${markdownText(GENERATOR.version)}; times in UTC, frames as in the capture, O originator, R responder</sub>\n`;
}

function captureItems(captures: readonly CaptureReport[]): string[] {
  const listed = captures.length <= LISTED_CAPTURES ? captures : captures.filter(isTroubled);
  return listed.flatMap((capture) => [
    `- ${nameOf(capture)}: ${markdownText(captureFacts(capture))}`,
    ...captureNotes(capture).map((note) => `  - ${markdownText(note)}`),
  ]);
}

function isWorthTelling({ verdict, findings }: ConnectionReport): boolean {
  return needsAttention(verdict.code) || findings.some(({ severity }) => severity !== 'info');
}

/** `isTold`: what helps was said of a connection with the same verdict. */
function connectionSection(
  connection: ConnectionReport,
  captures: readonly CaptureReport[],
  isTold: boolean,
): string[] {
  const { id, originator, responder, verdict, findings, firstAt, durationSeconds } = connection;
  return [
    `### Connection ${id}: ${verdict.code}`,
    '',
    `${codeSpan(endpointPair(originator, responder))}, first seen ${instant(firstAt)}, ${roughDuration(durationSeconds)}`,
    '',
    `${bold(verdict.summary)} (${verdict.confidence})`,
    '',
    ...proofItems(verdict, captures, ''),
    ...settingsTexts(connection).map(item),
    item(connection.mechanism.summary),
    ...findings
      .filter(({ severity }) => severity !== 'info')
      .flatMap((finding) => findingItems(finding, captures)),
    ...(isTold ? [] : verdict.remedy.map((remedy) => remedyItem(remedy, ''))),
    '',
  ];
}

function findingItems(finding: FindingReport, captures: readonly CaptureReport[]): string[] {
  const { code, severity, confidence, summary, remedy } = finding;
  return [
    `- **${markdownText(code)}** (${severity}, ${confidence}): ${markdownText(summary)}`,
    ...proofItems(finding, captures, '  '),
    ...remedy.map((text) => remedyItem(text, '  ')),
  ];
}

function proofItems(
  { evidence, counterEvidence }: { evidence: readonly Evidence[]; counterEvidence: readonly Evidence[] },
  captures: readonly CaptureReport[],
  indent: string,
): string[] {
  const items = (proofs: readonly Evidence[], lead: string): string[] => {
    const rest = proofs.length - SHOWN_EVIDENCE;
    return [
      ...proofs
        .slice(0, SHOWN_EVIDENCE)
        .map((proof) => `${indent}- ${lead}${frameName(proof, captures)}: ${markdownText(proof.says)}`),
      ...(rest > 0 ? [`${indent}- ... and ${quantity(rest, 'more frame')}`] : []),
    ];
  };
  return [...items(evidence, ''), ...items(counterEvidence, 'but ')];
}

/** A command stays as it can be typed. */
function remedyItem(remedy: string, indent: string): string {
  const [lead, command] = partedFromCommand(remedy);
  const shown = command === '' ? '' : codeSpan(command);
  return `${indent}- **What to do:** ${markdownText(lead)}${shown}`;
}

const CELLS = [ID, ENDPOINTS, VERDICT, SETTINGS, PROBES, IDLE];

function table(shown: readonly ConnectionReport[]): string[] {
  return [
    tableRow(CELLS.map(({ heading }) => markdownText(heading))),
    tableRow(CELLS.map(({ align }) => (align === 'right' ? '--:' : '---'))),
    ...shown.map((connection) => tableRow(CELLS.map((column) => cellOf(column, connection)))),
  ];
}

function cellOf(column: Column, connection: ConnectionReport): string {
  const text = column.text(connection).replaceAll('\n', ', ');
  return column === ENDPOINTS ? codeSpan(text) : markdownText(text);
}

/** `frame 28`, and of which capture where there are several. */
function frameName({ frame, capture }: Evidence, captures: readonly CaptureReport[]): string {
  const origin = captures.length > 1 ? captures[capture] : undefined;
  return origin === undefined ? `frame ${frame}` : `frame ${frame} of ${nameOf(origin)}`;
}

function nameOf({ path }: CaptureReport): string {
  return path === '-' ? 'standard input' : codeSpan(path);
}

/** `2026-11-20 22:58:54`. */
function instant(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}

function bold(sentence: string): string {
  return `**${markdownText(sentence)}**`;
}

function item(sentence: string): string {
  return `- ${markdownText(sentence)}`;
}

function block(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
