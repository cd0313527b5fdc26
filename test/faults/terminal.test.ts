/** A terminal is given back as it was, however the program ends. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { PROGRAM } from '../support/command.ts';
import { oracle } from '../support/oracle.ts';
import { refusedConnections } from '../support/refused-connections.ts';
import { until } from '../support/run.ts';

const TWO_SIGNALS = new URL('two-signals.mjs', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'keepscope-terminal-'));
after(() => rmSync(folder, { recursive: true }));
// That of other systems is called in another way.
const skip = process.platform !== 'linux' ? 'script(1) of util-linux' : oracle('script').skip;

test('two signals while the progress shows: cursor and line wrap are there again', { skip }, async () => {
  const [pipe, id] = [join(folder, 'endless'), join(folder, 'id')];
  execFileSync('mkfifo', [pipe]);
  // Open for both, so that opening waits for nobody and reading never ends.
  const writer = openSync(pipe, constants.O_RDWR);
  writeSync(writer, refusedConnections(1));
  const command = `echo $$ > ${id}; exec ${process.execPath} ${PROGRAM} ${pipe}`;
  const terminal = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm', NODE_OPTIONS: `--import ${TWO_SIGNALS}` },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(terminal, 'close');
  after(() => terminal.kill('SIGKILL'));
  let shown = '';
  terminal.stdout.setEncoding('latin1').on('data', (text: string) => {
    shown += text;
  });
  await until(() => shown.includes('2 frames') && existsSync(id));
  assert.ok(shown.includes('\u001b[?25l'), 'the cursor is hidden');
  process.kill(Number(readFileSync(id, 'utf8')), 'SIGUSR2');
  await ended;
  closeSync(writer);
  assert.doesNotMatch(shown, /partial/, 'the second one ends it at once');
  for (const mode of ['25', '7'])
    assert.equal(shown.match(new RegExp(`\u001b\\[\\?${mode}[hl]`, 'g'))?.at(-1), `\u001b[?${mode}h`);
});
