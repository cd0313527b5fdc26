/** The Report of model.ts as one object. */
import type { Examination } from './examination.ts';
import { GENERATOR } from './generator.ts';
import { madeOnce } from './made-once.ts';
import { type Report, SCHEMA_VERSION } from './model.ts';
import { selectedConnections } from './selected.ts';
import type { Selection } from './selection.ts';

/** An examination as one object, with all that is selected of it. */
export function plainReport(examination: Examination, selection: Selection): Report {
  return {
    schemaVersion: SCHEMA_VERSION,
    generator: { ...GENERATOR },
    captures: [...examination.captures],
    summary: examination.summary,
    connections: [...selectedConnections(examination, selection)].map(madeOnce),
    findings: [...examination.findings],
  };
}
