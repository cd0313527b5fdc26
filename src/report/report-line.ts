/**
 * The ReportRecord of live-record.ts, in pieces of one connection: of many connections it is longer than a string can be
 * (buffer.constants.MAX_STRING_LENGTH), and larger than one wants to hold.
 */
import type { Examination } from './examination.ts';
import { GENERATOR } from './generator.ts';
import { madeOnce } from './made-once.ts';
import { SCHEMA_VERSION } from './model.ts';
import { selectedConnections } from './selected.ts';

/** All of the examination as one line of NDJSON, without its end. */
export function* reportLine(examination: Examination): Generator<string> {
  const { captures, summary, findings } = examination;
  const head = { schemaVersion: SCHEMA_VERSION, generator: GENERATOR, captures, summary };
  yield `{"kind":"report","report":${JSON.stringify(head).slice(0, -1)},"connections":[`;
  let separator = '';
  for (const connection of selectedConnections(examination, {})) {
    yield `${separator}${JSON.stringify(madeOnce(connection))}`;
    separator = ',';
  }
  yield `],"findings":${JSON.stringify(findings)}}}`;
}
