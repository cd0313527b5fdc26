/** What docs/advise.md shows is what the program says today. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { SNIPPETS } from '../../src/advice/snippets/catalogue.ts';
import { ADVISE_OPTIONS } from '../../src/cli/advise-options.ts';
import { keepscope } from '../support/command.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(new URL('../../docs/advise.md', import.meta.url), 'utf8');
const transcripts = [...page.matchAll(/^```console\n\$ keepscope (.+)\n([\s\S]*?)^```$/gm)];

test('the page has transcripts', () => {
  assert.ok(transcripts.length >= 4);
});

for (const [, command = '', shown] of transcripts) {
  test(`keepscope ${command}`, () => {
    assert.equal(keepscope(command.split(' '), { cwd: root }).stdout, shown);
  });
}

test('the page names every option and every snippet', () => {
  for (const name of Object.keys(ADVISE_OPTIONS)) assert.ok(page.includes(`\`--${name}`), name);
  for (const { name } of SNIPPETS) assert.match(page, new RegExp(`^\\| \`${name}\` \\|`, 'm'), name);
});
