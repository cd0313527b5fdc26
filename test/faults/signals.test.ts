/**
 * SIGINT, SIGTERM and SIGHUP at any moment. When a signal is sent varies; what must hold then does not: either nothing, or a
 * whole report, or one that says that it is partial; and never anything beside it in the folder.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { keepscope } from '../support/command.ts';
import { refusedConnections } from '../support/refused-connections.ts';
import { type Ending, Run, until } from '../support/run.ts';

const root = mkdtempSync(join(tmpdir(), 'keepscope-signals-'));
after(() => rmSync(root, { recursive: true }));
const capture = join(root, 'large.pcap');
writeFileSync(capture, refusedConnections(1000, 10_000));

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Of the time that a run takes: before it listens, while it reads, while it writes, when it is done. */
const MOMENTS = [0.05, 0.5, 0.7, 0.9];
const startedAt = performance.now();
const whole = keepscope([capture, '--format', 'json']).stdout;
const duration = performance.now() - startedAt;

/** Ended as asked, by itself or by the signal. */
function assertEnding({ status, signal, stderr }: Ending, sent: NodeJS.Signals): void {
  assert.ok(status === 0 || status === 130 || signal === sent, `status ${status}, signal ${signal}`);
  assert.match(stderr, status === 130 ? /^keepscope: interrupted[^\n]*\n$/ : /^$/);
}

describe('a signal while a report is printed', () => {
  for (const [index, moment] of MOMENTS.entries()) {
    const signal = SIGNALS[index % SIGNALS.length] ?? 'SIGINT';
    it(`leaves none, the whole one, or one that says that it is partial (${signal} at ${moment})`, async () => {
      const run = new Run([capture, '--format', 'json']);
      await sleep(moment * duration);
      run.kill(signal);
      const ending = await run.ended();
      assertEnding(ending, signal);
      // By default a signal ends the writing anywhere: then the status says it, and no program takes it for JSON.
      if (ending.signal !== null || ending.stdout === '' || ending.stdout === whole) return;
      assert.equal(JSON.parse(ending.stdout).captures[0].anomalies.at(-1).code, 'reading-interrupted');
    });
  }
});

describe('a signal while a report is written', () => {
  for (const [index, moment] of MOMENTS.entries()) {
    const ending = ['html', 'md', 'pcapng'][index % 3] ?? 'html';
    const signal = SIGNALS[(index + 1) % SIGNALS.length] ?? 'SIGINT';
    it(`leaves no ${ending}, or a whole one, and nothing beside (${signal} at ${moment})`, async () => {
      const folder = mkdtempSync(join(root, 'out-'));
      const run = new Run(['report', capture, '-o', join(folder, `report.${ending}`)]);
      await sleep(moment * duration);
      run.kill(signal);
      assertEnding(await run.ended(), signal);
      const [name, ...others] = readdirSync(folder);
      assert.deepEqual(others, []);
      if (name === undefined) return;
      assert.equal(name, `report.${ending}`);
      assertWhole(join(folder, name), ending);
    });
  }
});

describe('what fails after a signal', { skip: !existsSync('/dev/full') && 'no /dev/full' }, () => {
  for (const args of [
    ['-'],
    ['-', '--format', 'events'],
    ['report', '-', '-o', '-', '--format', 'md'],
    ['advise', '-'],
  ]) {
    it(`is said as what it is: a full disk under keepscope ${args.join(' ')}`, async () => {
      const full = openSync('/dev/full', 'w');
      const run = new Run(args, { stdio: ['pipe', full, 'pipe'] });
      closeSync(full);
      // More than a pipe holds: it is written when most of it is read.
      await new Promise((written) => run.child.stdin?.write(readFileSync(capture), written));
      run.kill('SIGINT');
      const { status, stderr } = await run.ended();
      assert.match(stderr, /^keepscope: cannot write to standard output: [^\n]*ENOSPC[^\n]*\n$/);
      assert.equal(status, 2);
    });
  }
});

describe('a signal before there is anything to report', { skip: !existsSync('/proc') && 'no /proc' }, () => {
  for (const args of [['-'], ['-', '--format', 'events'], ['report', '-', '-o', '-'], ['advise', '-']]) {
    it(`is said, and the status says it: keepscope ${args.join(' ')}`, async () => {
      const run = new Run(args, { stdio: ['pipe', 'pipe', 'pipe'] });
      await until(() => isListening(run.child.pid));
      run.kill('SIGTERM');
      const { status, stdout, stderr } = await run.ended();
      assert.match(stderr, /^keepscope: interrupted before there was (anything to \w+( on)?|a report)\n$/);
      assert.deepEqual({ status, stdout }, { status: 130, stdout: '' });
    });
  }
});

it('a signal while a report is printed for a slow reader does what it does by default', async () => {
  for (const args of [
    [capture, '--format', 'json'],
    ['report', capture, '-o', '-', '--format', 'html'],
    ['report', capture, '-o', '-', '--format', 'pcapng'],
  ]) {
    const run = new Run(args);
    run.child.stdout?.pause();
    const taken = new Promise((resolve) => run.child.stdout?.once('readable', resolve));
    await taken;
    run.kill('SIGTERM');
    run.child.stdout?.resume();
    const { signal, stderr } = await run.ended();
    assert.deepEqual({ signal, stderr }, { signal: 'SIGTERM', stderr: '' }, args.join(' '));
  }
});

describe('a second signal', () => {
  it('ends at once what waits for a reader', async () => {
    const pipe = join(root, 'unread');
    execFileSync('mkfifo', [pipe]);
    const run = new Run(['report', capture, '-o', pipe, '--format', 'md']);
    await sleep(1.5 * duration);
    run.kill('SIGTERM');
    await sleep(200);
    run.kill('SIGTERM');
    const { status, signal } = await run.ended();
    assert.ok(signal === 'SIGTERM' || status === 130, `status ${status}, signal ${signal}`);
  });

  it('leaves nothing of the file that is written aside', async () => {
    const folder = mkdtempSync(join(root, 'early-'));
    const run = new Run(['report', capture, '-o', join(folder, 'r.html')]);
    await until(() => readdirSync(folder).length > 0 || run.child.exitCode !== null);
    run.kill('SIGINT');
    run.kill('SIGTERM');
    const { status, signal } = await run.ended();
    assert.ok(status === 130 || signal !== null, `status ${status}`);
    for (const name of readdirSync(folder)) assertWhole(join(folder, name), 'html');
  });
});

/** Whether the process has a handler for SIGHUP, the first signal (proc_pid_status(5)). Node by itself has none. */
function isListening(id: number | undefined): boolean {
  const [, caught = ''] = /^SigCgt:\s*(\w+)$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
  return (BigInt(`0x${caught}`) & 1n) === 1n;
}

function assertWhole(file: string, ending: string): void {
  const octets = readFileSync(file);
  if (ending === 'html') assert.ok(octets.toString().endsWith('</html>\n'), file);
  if (ending === 'md') assert.ok(octets.toString().endsWith('</sub>\n'), file);
  if (ending === 'pcapng') {
    // Every block says its length at its beginning and at its end (draft-ietf-opsawg-pcapng §3.1).
    let at = 0;
    for (; at < octets.length; at += octets.readUInt32LE(at + 4)) {
      const length = octets.readUInt32LE(at + 4);
      assert.equal(octets.readUInt32LE(at + length - 4), length, file);
    }
    assert.equal(at, octets.length);
  }
}
