/** The HTML report with what only the program can give it: the page's own program and style, and their hashes. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { INSTALLATION } from '../installation.ts';
import type { Examination } from '../report/examination.ts';
import { renderHtml } from '../report/html/render.ts';
import type { Selection } from '../report/selection.ts';
import { readCaptures } from './reading.ts';
import type { ReportMaker } from './report-formats.ts';

/** Made by the build (package.json: build:page). */
const PAGE = new URL('dist/report/html/page/', INSTALLATION);

/** The page in pieces. */
export async function* writeHtml(examination: Examination, selection: Selection): AsyncGenerator<string> {
  const [script = '', style = ''] = await Promise.all(
    ['main.js', 'main.css'].map((name) => readFile(new URL(name, PAGE), 'utf8')),
  );
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');
  yield* renderHtml(examination, selection, { script, style, sha256 });
}

/** Analyzes, with the timelines of connections. */
export const makeHtml: ReportMaker = async (request, terminal, interrupt) => {
  const examination = await readCaptures(request, terminal, interrupt, true);
  return { pieces: writeHtml(examination, request.selection), examination: () => examination };
};
