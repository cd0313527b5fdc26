/** A capture made to do harm, under names made to do harm: no format obeys any of it, and nothing of it gets lost. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { eventBlocks } from '../../src/analyze.ts';
import { annotate, type Examination, examine } from '../../src/index.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderEvents } from '../../src/report/events.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { renderTable } from '../../src/report/table.ts';
import { renderTrace } from '../../src/report/trace.ts';
import { keepscope } from '../support/command.ts';
import { HOSTILE_NAMES, HOSTILE_TEXTS, hostileCapture } from '../support/hostile-captures.ts';
import { oracle, tsharkFields } from '../support/oracle.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepscope-hostile-'));
after(() => rmSync(folder, { recursive: true }));
for (const name of HOSTILE_NAMES) writeFileSync(join(folder, name), hostileCapture());
const files = readdirSync(folder).map((name) => join(folder, name));

/** Of more than eight captures the screen names none; of a single one Markdown makes its heading. */
const GROUPS = [files.slice(0, 7), files.slice(7), ...files.slice(8, 11).map((file) => [file])];

/** All that a terminal or a reader's eye may be led astray by, but for the ends of lines. */
const CONTROL = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const SCREEN = { columns: 80, paint: PLAIN };

const FORMATS: Readonly<Record<string, (examination: Examination) => Iterable<string>>> = {
  table: (examination) => renderTable(examination, {}, SCREEN),
  trace: (examination) => renderTrace(examination, {}, SCREEN),
  json: (examination) => [Buffer.concat([...renderJson(examination)]).toString()],
  csv: (examination) => renderCsv(examination),
  markdown: (examination) => renderMarkdown(examination),
};

async function render(format: string, captures: readonly string[]): Promise<string> {
  if (format !== 'events') {
    const examination = await examine(captures, { trace: true });
    return [...(FORMATS[format]?.(examination) ?? [])].join('');
  }
  let text = '';
  for await (const line of renderEvents(eventBlocks(captures, {}))) text += line;
  return text;
}

describe('a hostile capture under hostile names', () => {
  it('is analyzed like any other', async () => {
    assert.equal(files.length, HOSTILE_TEXTS.length);
    for (const file of files) {
      const { summary, captures } = await examine([file]);
      assert.deepEqual(summary.verdicts, { 'peer-dead': 1 });
      assert.deepEqual([captures[0]?.path, captures[0]?.anomalies], [file, []]);
    }
  });

  for (const format of [...Object.keys(FORMATS), 'events']) {
    it(`leaves ${format} without controls`, async () => {
      for (const captures of GROUPS) {
        const text = await render(format, captures);
        assert.doesNotMatch(format === 'csv' ? text.replaceAll('\r\n', '\n') : text, CONTROL);
      }
    });
  }

  it('is one line of an error where it cannot be read', () => {
    for (const name of HOSTILE_NAMES) {
      const { status, stdout, stderr } = keepscope([join(folder, 'none', name)]);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /^keepscope: [^\n]+\n$/);
      assert.doesNotMatch(stderr, CONTROL);
    }
  });

  it('comes back from JSON as it was', async () => {
    const { captures } = JSON.parse(await render('json', files));
    assert.deepEqual(new Set(captures.map(({ path }: { path: string }) => path)), new Set(files));
  });

  it('is no formula in a cell of CSV', { skip: oracle('python3').skip }, () => {
    for (const name of readdirSync(folder)) {
      // Relative, so that the path begins as the name does.
      const { stdout } = keepscope(['--format', 'csv', '--', name], { cwd: folder });
      const [header = [], row = []] = cellsOf(stdout);
      assert.equal(row.length, header.length);
      assert.match(row[header.indexOf('firstCapture.path')] ?? '', /HARM/);
      for (const cell of row) assert.doesNotMatch(cell, /^[=+@\t\r＝＋－＠]|^-(?!\d)/);
    }
  });

  it('is text in code in Markdown', { skip: oracle('cmark-gfm').skip }, async () => {
    for (const captures of GROUPS) {
      const html = execFileSync(
        'cmark-gfm',
        ['--unsafe', '-e', 'table', '-e', 'autolink', '-e', 'strikethrough'],
        {
          input: await render('markdown', captures),
          encoding: 'utf8',
        },
      );
      const outside = html.replaceAll(/<code>[^<]*<\/code>/g, '');
      assert.doesNotMatch(outside, /HARM|everyone/);
      const elements = new Set([...html.matchAll(/<([a-z0-9]+)/g)].map(([, element]) => element));
      const known = 'h2 h3 p strong ul li code table thead tbody tr th td sub'.split(' ');
      assert.deepEqual(
        [...elements].filter((element) => !known.includes(element ?? '')),
        [],
      );
    }
  });

  it('is annotated in words of ours, and keeps its own', { skip: oracle('tshark').skip }, async () => {
    const file = join(folder, 'annotated');
    const chunks: Uint8Array[] = [];
    for await (const chunk of annotate(files)) chunks.push(chunk);
    const octets = Buffer.concat(chunks);
    writeFileSync(file, octets);
    const told = tsharkFields(file, ['frame.number', 'frame.comment']);
    assert.equal(told.length, files.length * tsharkFields(files[0] ?? '', ['frame.number']).length);
    for (const comment of ownComments(octets)) assert.doesNotMatch(comment, CONTROL);
    for (const text of HOSTILE_TEXTS) {
      const theirs = Buffer.from(new TextEncoder().encode(text));
      assert.ok(octets.includes(theirs), text);
    }
  });
});

/** The comments that begin as ours do, read from the options of every block; little-endian. */
function ownComments(octets: Buffer): string[] {
  const comments: string[] = [];
  for (const begin of ['keepscope: ', 'Annotated by keepscope']) {
    for (let at = octets.indexOf(begin); at >= 0; at = octets.indexOf(begin, at + 1)) {
      if (octets.readUInt16LE(at - 4) !== 1) continue;
      comments.push(octets.subarray(at, at + octets.readUInt16LE(at - 2)).toString());
    }
  }
  assert.ok(comments.length > 0);
  return comments;
}

/** Rows and cells as Python's reader sees them. */
function cellsOf(csv: string): string[][] {
  const script =
    'import csv,json,sys; sys.stdin.reconfigure(newline=""); print(json.dumps(list(csv.reader(sys.stdin, strict=True))))';
  return JSON.parse(execFileSync('python3', ['-c', script], { input: csv, encoding: 'utf8' }));
}
