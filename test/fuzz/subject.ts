/** What is fuzzed: the sources as the tests run them, or as modules in coverage/ (npm run fuzz), whose lines V8 counts. */
import type { examineListening } from '../../src/analyze.ts';
import type { analyze, annotate, KeepscopeError } from '../../src/index.ts';
import type { renderCsv } from '../../src/report/csv.ts';
import type { renderHtml } from '../../src/report/html/render.ts';
import type { renderMarkdown } from '../../src/report/markdown.ts';
import type { PLAIN } from '../../src/report/paint.ts';
import type { renderTable } from '../../src/report/table.ts';
import type { renderTrace } from '../../src/report/trace.ts';
import type { EndpointNames } from '../../src/wire/endpoint-names.ts';
import type { OUTCOME_NAMES } from '../../src/wire/outcome.ts';

export interface Subject {
  analyze: typeof analyze;
  annotate: typeof annotate;
  KeepscopeError: typeof KeepscopeError;
  examineListening: typeof examineListening;
  EndpointNames: typeof EndpointNames;
  OUTCOME_NAMES: typeof OUTCOME_NAMES;
  renderCsv: typeof renderCsv;
  renderHtml: typeof renderHtml;
  renderMarkdown: typeof renderMarkdown;
  renderTable: typeof renderTable;
  renderTrace: typeof renderTrace;
  PLAIN: typeof PLAIN;
}

export async function loadSubject(built: boolean): Promise<Subject> {
  const load = (module: string): Promise<Subject> =>
    import(new URL(built ? `../../coverage/${module}.js` : `../../src/${module}.ts`, import.meta.url).href);
  const { analyze, annotate, KeepscopeError } = await load('index');
  const { examineListening } = await load('analyze');
  const { EndpointNames } = await load('wire/endpoint-names');
  const { OUTCOME_NAMES } = await load('wire/outcome');
  const { renderCsv } = await load('report/csv');
  const { renderHtml } = await load('report/html/render');
  const { renderMarkdown } = await load('report/markdown');
  const { renderTable } = await load('report/table');
  const { renderTrace } = await load('report/trace');
  const { PLAIN } = await load('report/paint');
  const named = { analyze, annotate, KeepscopeError, examineListening, EndpointNames, OUTCOME_NAMES };
  return { ...named, renderCsv, renderHtml, renderMarkdown, renderTable, renderTrace, PLAIN };
}
