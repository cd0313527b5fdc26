/** Completion scripts in the shells that they are for. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, describe, it, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { COMPLETION_SCRIPTS } from '../../src/cli/completion-scripts.ts';
import { keepscope } from '../support/command.ts';
import { oracle } from '../support/oracle.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepscope-completion-'));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'analysis of one.pcap'), '');
const program = fileURLToPath(new URL('../../bin/keepscope.js', import.meta.url));
writeFileSync(join(folder, 'keepscope'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
chmodSync(join(folder, 'keepscope'), 0o755);

/** Lines that the shell prints; `keepscope` is on its path, the login shell is another one. */
function run(shell: string, ...args: string[]): string[] {
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}`, SHELL: '/bin/tcsh' };
  return execFileSync(shell, args, { encoding: 'utf8', cwd: folder, env })
    .split('\n')
    .filter((line) => line !== '');
}

/** What a shell completes a line of words to. */
const SHELLS: Readonly<Record<string, (words: readonly string[]) => string[]>> = {
  bash: (words) =>
    run(
      'bash',
      '--norc',
      '-c',
      `${COMPLETION_SCRIPTS.bash}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _keepscope; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      ...words,
    ),
  // What the completion system would do with it is written down instead.
  zsh: (words) =>
    run(
      'zsh',
      '-f',
      '-c',
      `compdef() { :; }; _files() { print -l -- *(N) }; _describe() { print -l -- \${\${(P)2}%%:*} }
${COMPLETION_SCRIPTS.zsh}
words=("$@"); CURRENT=$#; PREFIX=$words[-1]; _keepscope`,
      'zsh',
      ...words,
    ),
  fish: (words) =>
    run('fish', '--no-config', '-c', `${COMPLETION_SCRIPTS.fish}\ncomplete -C "${words.join(' ')}"`).map(
      (line) => line.split('\t')[0] ?? '',
    ),
};

for (const [shell, complete] of Object.entries(SHELLS)) {
  describe(`in ${shell}`, { skip: oracle(shell).skip }, () => {
    it('the first word is a command or a capture', () => {
      const words = complete(['keepscope', 'anal']).map((word) => word.replaceAll('\\', ''));
      assert.ok(words.includes('analyze') && words.includes('analysis of one.pcap'), words.join());
    });

    it('options are completed, and no files with them', () => {
      const words = complete(['keepscope', 'x.pcap', '--fo']);
      assert.ok(words.includes('--format'), words.join());
      assert.ok(!words.some((word) => word.includes('pcap')));
    });

    it('values are completed where they are known', () => {
      const words = complete(['keepscope', '--format', 'mark']);
      assert.ok(words.includes('markdown'), words.join());
      assert.ok(!words.includes('analyze'));
    });

    it('a command has its own options', () => {
      const words = complete(['keepscope', 'lab', '--li']);
      assert.ok(words.includes('--list'));
      assert.ok(!words.includes('--since'));
    });
  });
}

test('the script is that of the shell that is named, or of the login shell', () => {
  for (const [shell, script] of Object.entries(COMPLETION_SCRIPTS)) {
    assert.deepEqual(keepscope(['completion', shell]), { status: 0, stdout: script, stderr: '' });
    assert.equal(keepscope(['completion'], { env: { SHELL: `/usr/bin/${shell}` } }).stdout, script);
  }
  assert.equal(keepscope(['completion'], { env: { SHELL: '/bin/tcsh' } }).stdout, COMPLETION_SCRIPTS.bash);
  for (const words of [['tcsh'], ['bash', 'zsh']]) {
    const { status, stderr } = keepscope(['completion', ...words]);
    assert.equal(status, 2);
    assert.match(stderr, /^keepscope: keepscope completion: [^\n]+; name one of bash, zsh and fish\n$/);
  }
});
