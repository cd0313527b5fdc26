/** Every code has its page in docs/diagnoses, and every page a code; what a page tells to type is right. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { FINDING_CODES } from '../../src/diagnosis/finding-codes.ts';
import { VERDICT_CODES } from '../../src/diagnosis/verdict.ts';
import { FIXTURES } from '../support/fixtures.ts';
import { oracle } from '../support/oracle.ts';

const FOLDER = new URL('../../docs/diagnoses/', import.meta.url);
const SOURCE = new URL('../../src/diagnosis/', import.meta.url);

const pages = readdirSync(FOLDER)
  .filter((name) => name !== 'README.md')
  .map((name) => ({
    code: name.replace(/\.md$/, ''),
    text: readFileSync(new URL(name, FOLDER), 'utf8'),
  }));

/** The findings that some rule makes. */
const made = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => [...readFileSync(new URL(name, SOURCE), 'utf8').matchAll(/\bfinding\(\s*'([a-z-]+)'/g)])
  .map(([, code = '']) => code);

test('every verdict and every finding that a rule makes has its page, and every page its code', () => {
  const codes = new Set([...VERDICT_CODES, ...made]);
  assert.deepEqual(pages.map(({ code }) => code).sort(), [...codes].sort());
});

test('every finding that a rule makes has a code of the contract', () => {
  const known = new Set<string>(FINDING_CODES);
  assert.deepEqual(
    made.filter((code) => !known.has(code)),
    [],
  );
});

test('every page is short, and says the same five things', () => {
  for (const { code, text } of pages) {
    assert.equal(text.split('\n')[0], `# ${code}`);
    assert.deepEqual(
      text.split('\n').filter((line) => line.startsWith('## ')),
      ['## What', '## Why it matters', '## Confirm in Wireshark', '## What else looks like it', '## The fix'],
      code,
    );
    const lines = text.split('\n').length;
    assert.ok(lines >= 25 && lines <= 46, `${code}: ${lines} lines`);
  }
});

test('the index names every page once, and every link of a page leads to one', () => {
  const linksOf = (text: string): string[] =>
    [...text.matchAll(/\]\(([a-z0-9-]+)\.md\)/g)].map(([, code = '']) => code);
  const index = readFileSync(new URL('README.md', FOLDER), 'utf8');
  assert.deepEqual(linksOf(index).sort(), pages.map(({ code }) => code).sort());
  const known = new Set(pages.map(({ code }) => code));
  const broken = pages.flatMap(({ code, text }) =>
    linksOf(text)
      .filter((link) => !known.has(link))
      .map((link) => `${code} -> ${link}`),
  );
  assert.deepEqual(broken, []);
});

test('tshark understands every display filter', { skip: oracle('tshark').skip }, () => {
  const filters = pages.map(({ text }) => /```\n(.*)\n```/.exec(text)?.[1] ?? '');
  assert.ok(filters.every((filter) => filter !== ''));
  const [capture] = FIXTURES;
  assert.ok(capture !== undefined);
  const together = filters.map((filter) => `(${filter})`).join(' or ');
  execFileSync('tshark', ['-n', '-r', capture.file, '-Y', together], { stdio: 'pipe' });
});
