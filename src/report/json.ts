/**
 * The Report of model.ts as JSON, in pieces of a few connections: the contract of schema/report-1.json, in its key order.
 * The summary and the findings over connections are of everything; the selection narrows `connections` alone.
 */
import type { Examination } from './examination.ts';
import { GENERATOR } from './generator.ts';
import { JsonOctets } from './json-octets.ts';
import { madeOnce } from './made-once.ts';
import { SCHEMA_VERSION } from './model.ts';
import { selectedConnections } from './selected.ts';
import type { Selection } from './selection.ts';

/** Octets that are given at once. */
const GIVEN = 65_536;

/** The report as pieces of JSON text, in octets of UTF-8. */
export function* renderJson(examination: Examination, selection: Selection = {}): Generator<Uint8Array> {
  const octets = new JsonOctets();
  const add = (before: string, value: unknown): void => {
    octets.plain(before);
    octets.value(value, 1);
  };
  add('{\n  "schemaVersion": ', SCHEMA_VERSION);
  add(',\n  "generator": ', GENERATOR);
  add(',\n  "captures": ', examination.captures);
  add(',\n  "summary": ', examination.summary);
  octets.plain(',\n  "connections": [');
  let before = '\n    ';
  for (const connection of selectedConnections(examination, selection)) {
    octets.plain(before);
    octets.value(madeOnce(connection), 2);
    before = ',\n    ';
    if (octets.length >= GIVEN) yield octets.take();
  }
  octets.plain(before === ',\n    ' ? '\n  ]' : ']');
  add(',\n  "findings": ', examination.findings);
  octets.plain('\n}\n');
  yield octets.take();
}
