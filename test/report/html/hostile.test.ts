/** What a capture can bring into a report is text, and stays text. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import type { FindingReport, TraceEntry } from '../../../src/report/model.ts';
import { CHROMIUM, ReportBrowser } from '../../support/browser.ts';
import { keepscope } from '../../support/command.ts';
import { FIXTURES_FOLDER } from '../../support/fixtures.ts';
import {
  captureReport,
  connectionReport,
  deadPeerConnection,
  examinationOf,
  findingReport,
  keepaliveReport,
  verdictReport,
} from '../../support/reports.ts';

const ATTACKS = [
  '<img src=x onerror=alert(1)>',
  '</script><script>alert(2)</script>',
  '"><svg onload=alert(3)>',
  "' onmouseover='alert(4)",
  '<!--<script>',
  ']]></style><script>alert(5)</script>',
  '\u2028alert(6)\u2029',
  '`;alert(7);`{{7*7}}',
];

describe('hostile text in the HTML report', { skip: CHROMIUM.skip }, () => {
  const browser = new ReportBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'keepscope-hostile-'));
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  for (const attack of ATTACKS) {
    it(`${JSON.stringify(attack)} does nothing anywhere`, async () => {
      const path = await browser.write(fullOf(attack));
      const { page, problems } = await browser.open(path, { hash: '#connection-1' });
      await page.locator('#opened-1').waitFor();
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
      await page.locator('.live .scroll').last().focus();
      await page.keyboard.press('End');
      assert.equal(await page.locator('img, iframe, object, embed, link, base, form').count(), 0);
      assert.equal(await page.locator('script:not([type="application/json"])').count(), 1);
      assert.equal(await page.locator('[onerror], [onload], [onmouseover]').count(), 0);
      assert.deepEqual(problems, []);
      await page.context().close();
    });
  }

  it('a capture may have any name', async () => {
    const capture = join(folder, '"><img src=x onerror=alert(1)>\u202e\u001b[31m.pcap');
    copyFileSync(`${FIXTURES_FOLDER}dead-linkcut-nft.pcap`, capture);
    const report = join(folder, 'report.html');
    assert.equal(keepscope(['report', capture, '-o', report]).status, 0);
    const { page, problems } = await browser.open(report);
    assert.equal(await page.locator('h1').innerText(), '"><img src=x onerror=alert(1)>\\u202e\\x1b[31m.pcap');
    assert.deepEqual(problems, []);
  });

  it('the policy of the page lets in its own program and style, and nothing else', async () => {
    const text = readFileSync(await browser.write(fullOf('x')), 'utf8');
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text)?.[1] ?? '';
    assert.match(
      policy,
      /^default-src &#39;none&#39;; script-src &#39;sha256-[\w+/=]{44}&#39;; style-src &#39;sha256-[\w+/=]{44}&#39;; /,
    );
    assert.doesNotMatch(policy, /unsafe|http|data:|\*/);
    assert.doesNotMatch(text, / style="/);
  });
});

/** An examination that says the text wherever a report has text that is not a code. */
function fullOf(attack: string): ReturnType<typeof examinationOf> {
  const evidence = [{ frame: 1, capture: 0, says: attack }];
  const finding: FindingReport = findingReport(attack, {
    summary: attack,
    evidence,
    counterEvidence: evidence,
    remedy: [attack],
    products: [{ name: attack, title: attack, seconds: 1 }],
  });
  const verdict = verdictReport('peer-dead', {
    summary: attack,
    evidence,
    counterEvidence: evidence,
    remedy: [attack],
  });
  const keepalive = {
    originator: keepaliveReport({ profile: attack }),
    responder: keepaliveReport({ profile: attack }),
  };
  const heartbeats = [
    {
      protocol: attack,
      from: 'originator' as const,
      periodSeconds: 1,
      beats: 2,
      answered: 1,
      impliedTimeoutSeconds: null,
      octets: 2,
      answerOctets: 2,
    },
  ];
  const endpoint = { address: attack, port: 1 };
  const connections = [
    deadPeerConnection({
      originator: endpoint,
      responder: endpoint,
      verdict,
      findings: [finding],
      keepalive,
      heartbeats,
    }),
    connectionReport({ id: 2 }),
  ];
  const entry: TraceEntry = {
    type: 'segment',
    frame: 1,
    capture: 0,
    at: '2021-03-04T12:29:34.491239000Z',
    from: 'originator',
    kind: 'syn',
    flags: ['SYN'],
    octets: 0,
    sinceSeconds: null,
    runPosition: null,
    outcome: null,
    answers: null,
    rttSeconds: null,
    note: null,
  };
  return examinationOf(connections, {
    captures: [
      captureReport({
        path: attack,
        linkTypes: [attack],
        skipped: [{ code: attack, count: 1, firstFrame: 1 }],
      }),
      captureReport({ path: `other ${attack}` }),
    ],
    findings: [finding],
    traces: { 1: [entry, { type: 'idle', seconds: 10, toEnd: true }], 2: [entry] },
  });
}
