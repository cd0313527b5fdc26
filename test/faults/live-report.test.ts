/** The report at the end of `keepscope live`: larger than a string can be, not to be made, not to be read. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { CANNED, cannedEngine, skipCanned } from '../support/canned-engine.ts';
import { keepscope } from '../support/command.ts';
import { refusedConnections } from '../support/refused-connections.ts';
import { Run } from '../support/run.ts';

const CONNECTIONS = 300;
/** As many connections as for files: the summary says how many may be kept. */
const ALL = ['--count', String(2 * CONNECTIONS), '--max-connections', '2000000'];
const SHORT_STRINGS = new URL('short-strings.mjs', import.meta.url).href;

const folder = mkdtempSync(join(tmpdir(), 'keepscope-live-report-'));
after(() => rmSync(folder, { recursive: true }));
const capture = refusedConnections(CONNECTIONS);
const env = cannedEngine(folder, capture);
const file = join(folder, 'saved.pcap');
writeFileSync(file, capture);

/** Runs to the end where no text is longer than `most`. */
function live(args: readonly string[], most?: number) {
  const options = most === undefined ? {} : { NODE_OPTIONS: `--import ${SHORT_STRINGS}?most=${most}` };
  return new Run([...CANNED, ...ALL, ...args], { env: { ...env, ...options } }).ended();
}

describe('the report at the end', { skip: skipCanned }, () => {
  it('may be longer than a string, and is that of the saved capture', async () => {
    const { status, stdout, stderr } = await live(['--format', 'json'], 10_000);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    const { kind, report } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
    assert.equal(kind, 'report');
    const saved = JSON.parse(keepscope([file, '--format', 'json']).stdout);
    assert.deepEqual(Object.keys(report), Object.keys(saved));
    assert.deepEqual({ ...report, captures: [] }, { ...saved, captures: [] });
  });

  it('decides the status by --fail-on, unless its reader went away', async () => {
    assert.equal((await live(['--fail-on', 'warning'])).status, 1);
    // So many that they fill the pipe: who writes learns that nobody reads when it writes again.
    const folder = mkdtempSync(join(tmpdir(), 'keepscope-live-report-'));
    const env = cannedEngine(folder, refusedConnections(20 * CONNECTIONS));
    after(() => rmSync(folder, { recursive: true }));
    const run = new Run([...CANNED, '--fail-on', 'warning'], { env });
    run.child.stdout?.once('data', () => run.child.stdout?.destroy());
    const { status, stderr } = await run.ended();
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  });

  it('that cannot be made is one line and the end', async () => {
    const { status, stderr } = await live(['--format', 'json'], 800);
    assert.match(stderr, /^keepscope: internal error: RangeError: Invalid string length; [^\n]*\n$/);
    assert.equal(status, 70);
  });
});
