/** Folders that cannot be written to, disks that are full, inputs that are none: one line, status 2, nothing left. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { keepscope } from '../support/command.ts';
import { FIXTURES_FOLDER } from '../support/fixtures.ts';

const CAPTURE = `${FIXTURES_FOLDER}dead-linkcut-nft.pcap`;
const PROGRAM = fileURLToPath(new URL('../../bin/keepscope.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'keepscope-folders-'));
after(() => rmSync(folder, { recursive: true }));

const isRoot = process.getuid?.() === 0 && process.platform === 'linux';
/** In a mount namespace of its own, what is mounted is gone when the command ends. */
const canMount = isRoot && spawnSync('unshare', ['-m', 'true']).status === 0;
const skip = !canMount && 'a mount namespace needs root on Linux';

describe('a folder that is read-only', () => {
  const out = join(folder, 'sealed');
  const report = ['report', CAPTURE, '-o', join(out, 'report.html')];
  mkdirSync(out);

  it('is said before anything is read, and nothing is left in it', () => {
    chmodSync(out, 0o555);
    // Permissions mean nothing to root, a mount does.
    const { status, stdout, stderr } = canMount
      ? mounted('mount --bind "$D" "$D" && mount -o remount,ro,bind "$D"', out, report)
      : keepscope(report);
    assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
    assert.match(
      stderr,
      /^keepscope: cannot write .*report\.html: (the file system is read-only|permission denied); [^\n]+\n$/,
    );
    assert.deepEqual(readdirSync(out), []);
  });

  it('can be read from', () => {
    copyFileSync(CAPTURE, join(folder, 'readable.pcap'));
    assert.equal(keepscope([join(folder, 'readable.pcap')], { cwd: out }).status, 0);
  });
});

describe('a disk that is full', { skip }, () => {
  const out = join(folder, 'full');
  mkdirSync(out);
  const disk = 'mount -t tmpfs -o size=32k none "$D" && echo old > "$D/report.html"';

  it('is one line, what was there before stays, and nothing is left beside it', () => {
    const args = ['report', CAPTURE, '-o', join(out, 'report.html')];
    const { status, stdout, stderr } = mounted(disk, out, args, '; s=$?; ls -A "$D"; cat "$D"/*; exit $s');
    assert.match(stderr, /^keepscope: cannot write .*report\.html: no space left; [^\n]+\n$/);
    assert.deepEqual({ status, stdout }, { status: 2, stdout: 'report.html\nold\n' });
  });

  it('under standard output is one line and status 2', () => {
    const args = [CAPTURE, '--format', 'csv', '--threads', '1'];
    const fill = `${disk} && head -c 40000 /dev/zero > "$D/rest"; exec > "$D/report.csv"`;
    const { status, stderr } = mounted(fill, out, args);
    assert.match(stderr, /keepscope: cannot write to standard output: ENOSPC[^\n]*\n$/);
    assert.equal(status, 2);
  });
});

describe('an output that is something else', () => {
  it('as a link to nothing yet stays a link', () => {
    const at = mkdtempSync(join(folder, 'link-'));
    symlinkSync('later.md', join(at, 'link.md'));
    assert.equal(keepscope(['report', CAPTURE, '-o', join(at, 'link.md')]).status, 0);
    assert.deepEqual(readdirSync(at), ['later.md', 'link.md']);
    assert.match(readFileSync(join(at, 'later.md'), 'utf8'), /peer-dead/);
  });

  const refused: readonly [what: string, make: (at: string) => string, says: RegExp][] = [
    ['a link to itself', (at) => link(at, 'loop.md', 'loop.md'), /cannot write .*: it is a link to itself/],
    ['a link to the capture', (at) => link(at, 'own.md', CAPTURE), /is a capture that is to be read/],
    [
      'a name that is too long',
      (at) => join(at, `${'x'.repeat(300)}.md`),
      /cannot write .*: the name is too long/,
    ],
    ['below a file', () => join(CAPTURE, 'r.md'), /cannot write .*: there is no such folder/],
  ];
  for (const [what, make, says] of refused) {
    it(`as ${what} is refused in one line, and the capture stays as it was`, () => {
      const before = readFileSync(CAPTURE);
      const out = make(mkdtempSync(join(folder, 'refused-')));
      const { status, stdout, stderr } = keepscope(['report', CAPTURE, '-o', out]);
      assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
      assert.match(stderr, says);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
      assert.deepEqual(readFileSync(CAPTURE), before);
    });
  }

  it('with the longest name that there can be is written', () => {
    const name = `${'x'.repeat(252)}.md`;
    assert.equal(keepscope(['report', CAPTURE, '-o', name], { cwd: folder }).status, 0);
  });
});

/** Runs keepscope after `prepare`, in which `$D` is the folder; `finish` is what the shell does behind it. */
function mounted(
  prepare: string,
  at: string,
  args: readonly string[],
  finish = '',
): { status: number | null; stdout: string; stderr: string } {
  const script = `${prepare}; "$@"${finish}`;
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['-m', 'sh', '-c', script, 'sh', process.execPath, PROGRAM, ...args],
    { env: { ...process.env, D: at } },
  );
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

function link(at: string, name: string, target: string): string {
  symlinkSync(target, join(at, name));
  return join(at, name);
}
