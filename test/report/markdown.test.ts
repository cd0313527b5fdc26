/** The Markdown format, as GitHub's own converter (cmark-gfm) makes it into HTML. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { captureCommand } from '../../src/report/capture-command.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { codeSpan, markdownText, tableRow } from '../../src/report/markdown-text.ts';
import { oracle } from '../support/oracle.ts';
import {
  captureReport,
  connectionsOf,
  deadPeerConnection,
  examinationOf,
  findingReport,
} from '../support/reports.ts';

const cmark = oracle('cmark-gfm').skip;

function htmlOf(markdown: string): string {
  const options = ['--unsafe', '-e', 'table', '-e', 'autolink', '-e', 'strikethrough', '-e', 'tagfilter'];
  return execFileSync('cmark-gfm', options, { input: markdown, encoding: 'utf8' });
}

/** The text that a reader sees, without characters that have no width. */
function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('\u200b', '')
    .trimEnd();
}

const SENTENCES = [
  'Set TCP_USER_TIMEOUT (10 to 30 s), so that *unacknowledged* data _fails_ `soon`.',
  'a < b > c & d &amp; e <b>bold</b> <!-- gone? --> <script>',
  '[link](http://example.com) ![image](x.png) [x]: y',
  '~~gone~~ | cell | \\| \\* \\\\',
  'http://example.com www.example.com mail@example.com',
  '@someone and @team/part, #12, org/repo#12, GH-12, !12, $12, %12',
];

for (const sentence of SENTENCES) {
  test(`a sentence is shown as it is, and nothing else: ${sentence}`, { skip: cmark }, () => {
    const html = htmlOf(markdownText(sentence));
    assert.equal(textOf(html), sentence);
    assert.doesNotMatch(html, /<(?!\/?p>)/);
    // What GitHub and GitLab look for in the text nodes afterwards.
    assert.doesNotMatch(html, /@\w|#\d|GH-\d|[!$%]\d/);
  });
}

for (const text of [
  'plain',
  '`',
  '``',
  'a`b``c',
  ' lead',
  'trail ',
  '`x`',
  '<b>',
  '@someone #1',
  'a\\`',
  '[x](y)',
  '|',
]) {
  test(`what comes from outside is in a code span: ${text}`, { skip: cmark }, () => {
    const html = htmlOf(codeSpan(text));
    const [, shown = ''] = /^<p><code>(.*)<\/code><\/p>\n$/.exec(html) ?? [];
    assert.equal(textOf(`${shown}.`), `${text}.`);
  });
}

test('a bar never makes another cell, in text or in code', { skip: cmark }, () => {
  const cells = ['a|b', codeSpan('c|d'), markdownText('e|f \\| g'), codeSpan('\\|')];
  const html = htmlOf(
    [tableRow(['1', '2', '3', '4']), tableRow(['-', '-', '-', '-']), tableRow(cells)].join('\n'),
  );
  assert.equal(html.match(/<td>/g)?.length, 4);
  assert.match(html, /<td>a\|b<\/td>\n<td><code>c\|d<\/code><\/td>\n<td>e\|f/);
});

test('a command can be copied as it is typed: no character without width, no emoji', { skip: cmark }, () => {
  // GitHub makes a picture of :100: wherever it stands in text, but not in code.
  const originator = { address: '2001:db8:100::1', port: 40_000 };
  const command = captureCommand({ originator, responder: null, seconds: 4 * 3600 });
  const finding = findingReport('capture-too-short', { remedy: [`Capture longer: ${command}`] });
  const html = htmlOf([...renderMarkdown(examinationOf([], { findings: [finding] }))].join(''));
  const [, code = ''] = /Capture longer: <code>(.*)<\/code>/.exec(html) ?? [];
  assert.equal(code.replaceAll('&quot;', '"'), command);
});

test('a report says what came of it, then what needs attention with its proofs, then lists the rest', {
  skip: cmark,
}, () => {
  const connection = deadPeerConnection({
    findings: [
      findingReport('one-way-loss', {
        evidence: [{ frame: 28, capture: 0, says: 'lost' }],
        remedy: ['Mend it.'],
      }),
      findingReport('redundant-keepalives', { severity: 'info' }),
    ],
  });
  const [alive] = connectionsOf(['alive']);
  assert.ok(alive);
  const findings = [findingReport('idle-timeout-bounded', { remedy: ['Raise it.'] })];
  const markdown = [...renderMarkdown(examinationOf([connection, { ...alive, id: 2 }], { findings }))].join(
    '',
  );
  const text = textOf(htmlOf(markdown));
  const order = [
    'keepscope: dead-peer.pcap',
    '2 connections, 1 needs attention: 1 peer-dead; 1 alive',
    'pcap, Ethernet, 31 frames',
    'Connection 1: peer-dead',
    'The responder gave up 15.4 s after the last sign of life',
    'frame 28: first probe without an answer',
    'responder: idle 10 s',
    'one-way-loss (warning, likely)',
    'frame 28: lost',
    'What to do: Mend it.',
    'What to do: Find out why 172.18.0.3 fell silent',
    'Over connections',
    'idle-timeout-bounded',
    'Connections',
    '172.18.0.3:57130 -> 172.18.0.2:22345',
  ];
  let at = 0;
  for (const words of order) {
    const found = text.indexOf(words, at);
    assert.ok(found >= at, `${words}\n${text}`);
    at = found;
  }
  assert.doesNotMatch(text, /redundant-keepalives|Connection 2/);
  assert.equal(htmlOf(markdown).match(/<tr>/g)?.length, 3);
});

test('of many connections those that need attention are shown, and the others are counted', () => {
  const codes = Array.from({ length: 60 }, (_, at) =>
    at < 30 ? ('peer-dead' as const) : ('alive' as const),
  );
  const markdown = [...renderMarkdown(examinationOf(connectionsOf(codes)))].join('');
  assert.equal(markdown.match(/^### Connection \d/gm)?.length, 20);
  assert.match(markdown, /^40 connections not listed\.$/m);
});

test('of many captures those with something wrong are listed', () => {
  const captures = Array.from({ length: 12 }, (_, at) => captureReport({ path: `${at}.pcap` }));
  captures[3] = captureReport({ path: 'dropping.pcapng', dropped: 7 });
  captures[5] = captureReport({ path: 'cut.pcap', complete: false });
  const markdown = [...renderMarkdown(examinationOf(connectionsOf(['alive']), { captures }))].join('');
  assert.deepEqual(markdown.match(/^- \S*?\w+\.pcap(ng)?/gm)?.length, 2);
  assert.match(markdown, /7 frames lost by the capturing host/);
});

test('what is empty says so', () => {
  assert.match([...renderMarkdown(examinationOf([]))].join(''), /^No TCP connections\.$/m);
  const examination = examinationOf(connectionsOf(['alive']), { captures: [captureReport({ path: '-' })] });
  const none = [...renderMarkdown(examination, { verdicts: ['closed'] })].join('');
  assert.match(none, /^No connection matches the selection\.$/m);
  assert.match(none, /^## keepscope: standard input$/m);
});
