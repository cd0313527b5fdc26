/** Standard output that is closed early, full, slow, or the capture itself. */
import assert from 'node:assert/strict';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { keepscope } from '../support/command.ts';
import { refusedConnections } from '../support/refused-connections.ts';
import { Run } from '../support/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepscope-stdout-'));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'refused.pcap');
writeFileSync(file, refusedConnections(3));
/** Reports of it are larger than a pipe holds. */
const many = join(folder, 'many.pcap');
writeFileSync(many, refusedConnections(800));

/** It is longer than what a pipe and those at its ends hold. */
const large = join(folder, 'large.pcap');
writeFileSync(large, refusedConnections(800, 4000));

/** Everything that writes to standard output. */
const WRITERS: readonly (readonly string[])[] = [
  [file],
  [file, '--format', 'events'],
  ['report', file, '-o', '-', '--format', 'md'],
  ['report', file, '-o', '-', '--format', 'pcapng'],
  ['schema'],
  ['--help'],
];

describe('a full disk', { skip: !existsSync('/dev/full') && 'no /dev/full' }, () => {
  for (const args of WRITERS) {
    it(`is one line and status 2 from ${words(args)}`, async () => {
      const full = openSync('/dev/full', 'w');
      const { status, stderr } = await new Run(args, { stdio: ['ignore', full, 'pipe'] }).ended();
      closeSync(full);
      assert.match(stderr, /^keepscope: cannot write to standard output: [^\n]*ENOSPC[^\n]*\n$/);
      assert.equal(status, 2);
    });
  }
});

describe('a reader that goes away', () => {
  for (const args of [
    [many, '--format', 'csv', '--top', '800'],
    [many, '--format', 'markdown', '--top', '800'],
    ['report', many, '-o', '-', '--format', 'html'],
    ['report', large, '-o', '-', '--format', 'pcapng'],
  ]) {
    it(`ends the writing of ${words(args)} quietly`, async () => {
      const run = new Run(args);
      run.child.stdout?.once('data', () => run.child.stdout?.destroy());
      const { status, stderr } = await run.ended();
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    });
  }

  it('of standard error changes nothing', async () => {
    const run = new Run([join(folder, 'missing.pcap')]);
    run.child.stderr?.destroy();
    assert.equal((await run.ended()).status, 2);
  });
});

it('a reader that is slow gets everything', async () => {
  const args = [many, '--format', 'json'];
  const run = new Run(args);
  for (let pauses = 0; pauses < 5; pauses++) {
    run.child.stdout?.pause();
    await sleep(50);
    run.child.stdout?.resume();
    await sleep(5);
  }
  const { status, stdout } = await run.ended();
  assert.equal(status, 0);
  assert.equal(stdout, keepscope(args).stdout);
});

describe('standard output that is the capture itself', () => {
  for (const flags of ['a', 'r+']) {
    it(`is refused, and the capture stays as it was (${flags})`, async () => {
      const before = readFileSync(file);
      const output = openSync(file, flags);
      const { status, stderr } = await new Run([file, '--format', 'events'], {
        stdio: ['ignore', output, 'pipe'],
      }).ended();
      closeSync(output);
      assert.equal(status, 2);
      assert.match(stderr, /^keepscope: standard output is a capture that is to be read; [^\n]+\n$/);
      assert.deepEqual(readFileSync(file), before);
    });
  }
});

function words(args: readonly string[]): string {
  return ['keepscope', ...args].join(' ').replaceAll(`${folder}/`, '');
}
