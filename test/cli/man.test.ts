/** The manual page is what the program says today, and sound roff. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { manPage } from '../../man/page.ts';
import { keepscope } from '../support/command.ts';
import { oracle } from '../support/oracle.ts';

const file = fileURLToPath(new URL('../../man/keepscope.1', import.meta.url));

test('man/keepscope.1 is up to date: npm run man', async () => {
  assert.equal(readFileSync(file, 'utf8'), await manPage());
});

test('groff has nothing against it, and shows every command and option of the help', {
  skip: oracle('groff').skip,
}, () => {
  const { stdout, stderr, status } = spawnSync(
    'groff',
    ['-man', '-Tascii', '-ww', '-rLL=200n', '-P-c', file],
    {
      encoding: 'utf8',
    },
  );
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  // Bold and underlined letters are struck twice.
  const shown = stdout.replaceAll(new RegExp(`.${String.fromCharCode(8)}`, 'g'), '').replaceAll(/\s+/g, ' ');
  for (const args of [['--help'], ['lab', '--help']]) {
    const help = keepscope(args).stdout;
    for (const [option] of help.matchAll(/--[a-z-]+(?= .*\[)/g))
      if (option !== '--help' && option !== '--version') assert.ok(shown.includes(option), option);
    for (const [, command = ''] of help.matchAll(/^ {2}keepscope ([a-z]+) {2}/gm))
      assert.ok(shown.includes(command), command);
  }
  for (const [, example = ''] of keepscope(['--help']).stdout.matchAll(
    /^ {2}(keepscope \S+pcap.*?)(?: {2}|$)/gm,
  ))
    assert.ok(shown.includes(example), example);
});
