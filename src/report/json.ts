/**
 * The Report of model.ts as JSON, in pieces of one connection: the contract of schema/report-1.json, in its key order.
 * The summary and the findings over connections are of everything; the selection narrows `connections` alone.
 */
import type { Examination } from './examination.ts';
import { GENERATOR } from './generator.ts';
import { jsonText } from './json-text.ts';
import { madeOnce } from './made-once.ts';
import { SCHEMA_VERSION } from './model.ts';
import { selectedConnections } from './selected.ts';
import type { Selection } from './selection.ts';

/** The report as chunks of JSON text. */
export function* renderJson(examination: Examination, selection: Selection = {}): Generator<string> {
  yield '{\n';
  yield `  "schemaVersion": ${jsonText(SCHEMA_VERSION)},\n`;
  yield `  "generator": ${jsonText(GENERATOR)},\n`;
  yield `  "captures": ${jsonText(examination.captures, '  ')},\n`;
  yield `  "summary": ${jsonText(examination.summary, '  ')},\n`;
  yield '  "connections": [';
  let separator = '\n';
  for (const connection of selectedConnections(examination, selection)) {
    yield `${separator}    ${jsonText(madeOnce(connection), '    ')}`;
    separator = ',\n';
  }
  yield separator === '\n' ? '],\n' : '\n  ],\n';
  yield `  "findings": ${jsonText(examination.findings, '  ')}\n`;
  yield '}\n';
}
