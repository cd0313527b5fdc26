/** Parts of the HTML report that need no browser: markup, data, display filters, the window of rows, order and query. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { examine } from '../../../src/index.ts';
import { dataBlock } from '../../../src/report/html/data-block.ts';
import { detailsOf } from '../../../src/report/html/details.ts';
import { displayFilters, frameFilter } from '../../../src/report/html/display-filters.ts';
import type { EmbeddedRow } from '../../../src/report/html/embedded.ts';
import { markup, markupText } from '../../../src/report/html/markup.ts';
import { orderedRows } from '../../../src/report/html/page/row-order.ts';
import { fittingRows } from '../../../src/report/html/page/row-query.ts';
import { rowWindow } from '../../../src/report/html/page/row-window.ts';
import { madeOnce } from '../../../src/report/made-once.ts';
import { buildPcap } from '../../support/captures.ts';
import { type Conversation, conversation } from '../../support/conversation.ts';
import { FIXTURES_FOLDER, LAB_FIXTURES } from '../../support/fixtures.ts';
import { oracle, tsharkFields } from '../../support/oracle.ts';
import { scratchFolder } from '../../support/read-back.ts';
import { connectionReport } from '../../support/reports.ts';

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

/** The frames of a capture that tshark shows by the filters of each of its connections. */
async function shownByFilter(file: string): Promise<number[][]> {
  const connections = [...(await examine(file)).connections()];
  return connections.map((connection) => {
    const [filters] = displayFilters(detailsOf(madeOnce(connection)), [file]);
    return tsharkFields(file, ['frame.number'], filters?.connection).map(([frame]) => Number(frame));
  });
}

test('tshark finds the whole connection by its filter, IPv4 and IPv6', { skip: tshark.skip }, async () => {
  for (const name of ['dead-linkcut-nft', 'ipv6-dead']) {
    const file = `${FIXTURES_FOLDER}${name}.pcap`;
    const all = tsharkFields(file, ['frame.number'], 'tcp').map(([frame]) => Number(frame));
    assert.deepEqual(await shownByFilter(file), [all]);
  }
});

test('an ICMP error about the last segment of a connection is found with it', {
  skip: tshark.skip,
}, async () => {
  const fixture = LAB_FIXTURES.find(({ name }) => name === 'lab/unreachable');
  assert.ok(fixture);
  const errors = fixture.truth.icmp_errors;
  const [shown = []] = await shownByFilter(fixture.file);
  assert.ok(errors.length > 0);
  assert.deepEqual(
    errors.filter((frame) => !shown.includes(frame)),
    [],
  );
});

test('a connection is found without another one of the same ports', { skip: tshark.skip }, async () => {
  const folder = scratchFolder('filters');
  const talkAt = (seconds: number): Conversation => {
    const isns = { originator: { isn: 1e6 * (seconds + 1) }, responder: { isn: 2e6 * (seconds + 1) } };
    const talk = conversation(isns).at(seconds).handshake().exchange();
    talk.originator.fin();
    talk.responder.fin();
    talk.originator.ack();
    return talk;
  };
  const [early, late] = [talkAt(0), talkAt(100)];
  const file = join(folder, 'reused.pcap');
  writeFileSync(file, buildPcap([...early.frames, ...late.frames]));
  const numbers = [...early.frames, ...late.frames].map((_, index) => index + 1);
  const shown = await shownByFilter(file);
  assert.deepEqual(shown, [numbers.slice(0, early.frames.length), numbers.slice(early.frames.length)]);
});

test('of several captures each has the bounds that lie in it', () => {
  const connection = { firstFrame: 90, firstCapture: 0, lastFrame: 7, lastCapture: 2 };
  const filters = displayFilters(detailsOf(connectionReport(connection)), ['a', 'b', 'c', 'd']);
  const bounds = filters.map((filter) => filter.connection.replace(/^.*tcp\.port == \d+( && )?/, ''));
  assert.deepEqual(bounds, ['frame.number >= 90', '', '(frame.number <= 7 || icmp)']);
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
