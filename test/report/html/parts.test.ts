/** Parts of the HTML report that need no browser: markup, data, display filters, the window of rows, order and query. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dataBlock } from '../../../src/report/html/data-block.ts';
import { connectionFilter, frameFilter } from '../../../src/report/html/display-filters.ts';
import type { EmbeddedRow } from '../../../src/report/html/embedded.ts';
import { markup, markupText } from '../../../src/report/html/markup.ts';
import { orderedRows } from '../../../src/report/html/page/row-order.ts';
import { fittingRows } from '../../../src/report/html/page/row-query.ts';
import { rowWindow } from '../../../src/report/html/page/row-window.ts';
import { FIXTURES_FOLDER } from '../../support/fixtures.ts';
import { oracle, tsharkFields } from '../../support/oracle.ts';

const tshark = oracle('tshark');

test('text in markup and in attributes is harmless', () => {
  const hostile = `</p><script>alert("1")</script>'&`;
  const made = markupText(markup('p', { title: hostile, hidden: true, lang: null }, hostile));
  const safe = '&lt;/p&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;';
  assert.equal(made, `<p title="${safe}" hidden>${safe}</p>`);
});

test('data cannot end its script element, and comes back as it was', () => {
  const value = { text: '</script><!--<script>&\u2028\u2029]]>' };
  const block = dataBlock('x', value);
  const inside = /^<script type="application\/json" id="x">(.*)<\/script>\n$/.exec(block)?.[1] ?? '';
  assert.doesNotMatch(inside, /[<>&\u2028\u2029]/);
  assert.deepEqual(JSON.parse(inside), value);
});

test('tshark shows exactly the frames of the filter', { skip: tshark.skip }, () => {
  const file = `${FIXTURES_FOLDER}dead-linkcut-nft.pcap`;
  const shown = (filter: string): number[] =>
    tsharkFields(file, ['frame.number'], filter).map(([frame]) => Number(frame));
  assert.deepEqual(shown(frameFilter([32, 25, 26, 26])), [25, 26, 32]);
  assert.deepEqual(shown(frameFilter([7])), [7]);
});

test('tshark finds the whole connection by its filter, IPv4 and IPv6', { skip: tshark.skip }, () => {
  const segments = (name: string, filter: string): number =>
    tsharkFields(`${FIXTURES_FOLDER}${name}.pcap`, ['frame.number'], filter).length;
  const v4 = connectionFilter({ address: '10.16.1.2', port: 38143 }, { address: '10.16.2.2', port: 9000 });
  assert.equal(segments('dead-linkcut-nft', v4), segments('dead-linkcut-nft', 'tcp'));
  const [[from = '', fromPort = '', to = '', toPort = ''] = []] = tsharkFields(
    `${FIXTURES_FOLDER}ipv6-dead.pcap`,
    ['ipv6.src', 'tcp.srcport', 'ipv6.dst', 'tcp.dstport'],
    'tcp',
  );
  const v6 = connectionFilter(
    { address: from, port: Number(fromPort) },
    { address: to, port: Number(toPort) },
  );
  assert.equal(segments('ipv6-dead', v6), segments('ipv6-dead', 'tcp'));
});

test('only the rows on the screen and a few around them are made, wherever one is open', () => {
  const view = rowWindow(10_000, 36, new Map(), { top: 3600, height: 720 });
  assert.deepEqual([view.first, view.end], [88, 133]);
  assert.equal(view.before + view.after + (view.end - view.first) * 36, 10_000 * 36);
  const opened = rowWindow(10_000, 36, new Map([[5, 900]]), { top: 3600, height: 720 });
  assert.deepEqual([opened.first, opened.before], [63, 63 * 36 + 900]);
  const inside = rowWindow(10_000, 36, new Map([[5, 900]]), { top: 300, height: 400 });
  assert.ok(inside.first <= 5 && inside.end > 5);
});

test('a table shorter than the screen, and one above or below it, have a window', () => {
  assert.deepEqual(rowWindow(3, 36, new Map(), { top: -500, height: 720 }), {
    first: 0,
    end: 3,
    before: 0,
    after: 0,
  });
  assert.equal(rowWindow(0, 36, new Map(), { top: 0, height: 720 }).end, 0);
  const below = rowWindow(100, 36, new Map(), { top: 100_000, height: 720 });
  assert.ok(below.first <= below.end && below.end === 100);
});

const row = (changes: Partial<EmbeddedRow>): EmbeddedRow => ({
  id: 1,
  originator: '10.0.0.9:1',
  responder: '10.0.0.1:443',
  verdict: 'alive',
  settings: '-',
  probes: '-',
  probeCount: 0,
  idle: 0,
  duration: 0,
  segments: 0,
  firstAt: '2021-03-04T12:00:00',
  findings: [],
  ...changes,
});

test('addresses are ordered as numbers, and equal rows stay as they were', () => {
  const rows = [row({ id: 1, originator: '10.0.0.10:1' }), row({ id: 2 }), row({ id: 3 })];
  const ids = (isDescending: boolean): number[] =>
    orderedRows(rows, { key: 'originator', isDescending }).map(({ id }) => id);
  assert.deepEqual(ids(false), [2, 3, 1]);
  assert.deepEqual(ids(true), [1, 2, 3]);
});

test('every word must occur, and one of the verdicts fit', () => {
  const rows = [
    row({ id: 1, verdict: 'peer-dead' }),
    row({ id: 2, findings: ['one-way-loss'] }),
    row({ id: 3, responder: '10.9.9.9:22' }),
  ];
  const found = (text: string, verdicts: EmbeddedRow['verdict'][] = []): number[] =>
    fittingRows(rows, { text, verdicts: new Set(verdicts) }).map(({ id }) => id);
  assert.deepEqual(found(''), [1, 2, 3]);
  assert.deepEqual(found(' 10.0.0.9  :443 '), [1, 2]);
  assert.deepEqual(found('ONE-WAY'), [2]);
  assert.deepEqual(found('#3'), [3]);
  assert.deepEqual(found('', ['peer-dead']), [1]);
  assert.deepEqual(found('22', ['peer-dead']), []);
});
