/** One input, read and reported in every format: whatever it is, all that must hold for it holds. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

import type { Examination, Report } from '../../src/index.ts';
import { inBlocks } from '../support/read-captures.ts';
import { assertReport, type Counted } from './invariants.ts';
import type { Subject } from './subject.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/report-1.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ allErrors: false }).compile(schema);

/** All that a terminal or a reader's eye may be led astray by, but for the ends of lines. */
const CONTROL = /(?![\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
/** A page holds Unicode as it is, but nothing that closes its script or is no character. */
const PAGE_CONTROL = /(?![\n])[\p{Cc}\p{Cs}]/u;

/** Octets that a stream gives at once: in the first reading, and in the second. */
const BLOCK = 65_536;
const BLOCKS = [16, 100, 997, 4096, 20_000];

/** Frames that were read; 0 where the input is refused as no capture. Throws where anything does not hold. */
export async function trial(subject: Subject, octets: Uint8Array, seed: number): Promise<number> {
  let examined: Awaited<ReturnType<Subject['examineListening']>>;
  try {
    examined = await subject.examineListening(
      '-',
      { stdin: inBlocks(octets, BLOCK) },
      new subject.EndpointNames(),
      { listen: () => () => {}, forget: () => {} },
    );
  } catch (error) {
    assertRefusal(subject, error);
    return 0;
  }
  // What the times of a text are is told from the lines that come at once (docs/doubts.md), and how much of a damaged
  // gzip comes out depends on the pieces it goes in by: no other blocks then.
  const [capture] = examined.examination.captures;
  const isSame = capture?.format === 'text' || (capture?.compression !== null && capture?.complete === false);
  const block = isSame ? BLOCK : (BLOCKS[seed % BLOCKS.length] ?? BLOCK);
  const report = await subject.analyze('-', { stdin: inBlocks(octets, block) });
  const counted = examined.inspection.tallies.map(
    ({ frames, counts }): Counted => ({ frames, icmpErrors: counts[ICMP_ERROR] ?? 0 }),
  );
  assertReport(report, counted);
  assertSchema(report);
  assert.equal(
    summaryOf(examined.examination),
    JSON.stringify([report.captures, report.summary, report.findings]),
    'the same input, the same report',
  );
  assert.equal(
    JSON.stringify([...examined.examination.connections()]),
    JSON.stringify(report.connections),
    'the same input, the same connections',
  );
  assertRendered(subject, examined.examination, seed);
  if (seed % 8 === 0) await fromFile(subject, octets, report);
  return counted.reduce((sum, { frames }) => sum + frames, 0);
}

const ICMP_ERROR = 1;

function summaryOf({ captures, summary, findings }: Examination): string {
  return JSON.stringify([captures, summary, findings]);
}

function assertSchema(report: Report): void {
  assert.equal(
    validate(JSON.parse(JSON.stringify(report))),
    true,
    `schema: ${JSON.stringify(validate.errors)}`,
  );
}

/** One line of what and why, with nothing of the input that a terminal obeys. */
function assertRefusal({ KeepscopeError }: Subject, error: unknown): void {
  if (!(error instanceof KeepscopeError)) throw error;
  assert.ok(error.message.length > 0 && error.remedy.length > 0);
  assert.doesNotMatch(error.message + error.remedy, CONTROL);
}

function assertRendered(subject: Subject, examination: Examination, seed: number): void {
  const screen = { columns: [80, 40, 200][seed % 3] ?? 80, paint: subject.PLAIN };
  assertPlain('table', subject.renderTable(examination, {}, screen));
  if (seed % 2 === 0) assertPlain('markdown', subject.renderMarkdown(examination));
  if (seed % 2 === 1) assertPlain('csv', subject.renderCsv(examination));
  if (seed % 4 === 2)
    assertPage(subject.renderHtml(examination, {}, { script: '', style: '', sha256: () => '' }));
}

function assertPlain(format: string, chunks: Iterable<string>): void {
  const text = [...chunks].join('').replaceAll('\r\n', '\n');
  const at = text.search(CONTROL);
  assert.ok(
    at < 0,
    `${format} holds a control: ${JSON.stringify(text.slice(Math.max(0, at - 60), at + 20))}`,
  );
}

function assertPage(chunks: Iterable<string>): void {
  const page = [...chunks].join('');
  // What the page's program reads is JSON, and is shown as text.
  const shown = page.replaceAll(/<script[^>]*>[\s\S]*?<\/script>/g, '');
  assert.equal(
    page.match(/<script/g)?.length,
    page.match(/<\/script>/g)?.length,
    'scripts of the page are closed',
  );
  assert.doesNotMatch(shown, PAGE_CONTROL);
  assert.doesNotMatch(shown, /<(img|svg onload|b)\b[^>]*onerror/);
}

/** From a file, which can be read twice: with a trace, events in order, and annotated. */
async function fromFile(subject: Subject, octets: Uint8Array, report: Report): Promise<void> {
  const path = join(tmpdir(), `keepscope-fuzz-${process.pid}`);
  writeFileSync(path, octets);
  try {
    const again = await subject.analyze(path);
    assert.equal(
      JSON.stringify(again.connections),
      JSON.stringify(report.connections),
      'as from standard input',
    );
    if (report.captures[0]?.format === 'text') return;
    const chunks: Uint8Array[] = [];
    for await (const chunk of subject.annotate(path)) chunks.push(chunk);
    // Of a section header that is broken nothing can be copied.
    if (chunks.length === 0) return;
    const copied = await subject.analyze('-', { stdin: inBlocks(Buffer.concat(chunks), 65_536) });
    assert.equal(
      copied.captures[0]?.frames,
      report.captures[0]?.frames,
      'a copy has the frames of its original',
    );
    assert.equal(
      JSON.stringify(copied.connections.map(({ verdict }) => verdict.code)),
      JSON.stringify(report.connections.map(({ verdict }) => verdict.code)),
      'a copy tells the same',
    );
  } finally {
    rmSync(path);
  }
}
