/** Which connections the HTML report lists and shows, and what it says of that. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { renderHtml } from '../../../src/report/html/render.ts';
import { SORT_KEYS } from '../../../src/report/ranking.ts';
import type { Selection } from '../../../src/report/selection.ts';
import { connectionReport, examinationOf, verdictReport } from '../../support/reports.ts';

const ASSETS = { script: '', style: '', sha256: () => '' };

function page(connections: Parameters<typeof examinationOf>[0], selection: Selection): string {
  return [...renderHtml(examinationOf(connections), selection, ASSETS)].join('');
}

/** Dead ones, of which the idlest have the fewest segments. */
const DEAD = Array.from({ length: 40 }, (_, index) =>
  connectionReport({
    id: index + 1,
    segments: index + 1,
    longestIdleSeconds: 4000 - 10 * index,
    verdict: verdictReport('peer-dead'),
  }),
);

function featured(html: string): number[] {
  return [...html.matchAll(/<details class="card" data-connection="(\d+)"/g)].map(([, id]) => Number(id));
}

test('what needs attention is chosen from what is listed, whatever comes first', () => {
  // Listed are 31 to 40; the idlest of these have the lowest numbers.
  assert.deepEqual(featured(page(DEAD, { top: 10, sort: 'segments' })), [31, 32, 33]);
  assert.deepEqual(featured(page(DEAD, { top: 10 })), [1, 2, 3]);
});

test('the line above the table says which connections are listed', () => {
  const said = SORT_KEYS.map((sort) => /<p>(The [^<]*) are listed;/.exec(page(DEAD, { top: 10, sort }))?.[1]);
  assert.deepEqual(said, [
    'The gravest 10',
    'The first 10',
    'The 10 with the longest idle gaps',
    'The 10 that lasted longest',
    'The 10 with most probes',
    'The 10 with most segments',
  ]);
});
