/** The HTML report with what only the program can give it: the page's own program and style, and their hashes. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { renderHtml } from '../report/html/render.ts';
import type { ReportSource } from './report-formats.ts';

/** Made by the build (package.json: build:page). As far from src/cli/ as from dist/cli/. */
const PAGE = new URL('../../dist/report/html/page/', import.meta.url);

/** The report in pieces. */
export async function* writeHtml({ examination, selection }: ReportSource): AsyncGenerator<string> {
  const [script, style] = await Promise.all(
    ['main.js', 'main.css'].map((name) => readFile(new URL(name, PAGE), 'utf8')),
  );
  yield* renderHtml(examination, selection, {
    script: script ?? '',
    style: style ?? '',
    sha256: (text) => createHash('sha256').update(text).digest('base64'),
  });
}
