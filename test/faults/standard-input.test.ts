/** Standard input and pipes that stall, end in the middle, or never begin: a report of what came, or one line. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, readlinkSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { keepscope } from '../support/command.ts';
import { oracle } from '../support/oracle.ts';
import { refusedConnections } from '../support/refused-connections.ts';
import { Run, until } from '../support/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepscope-stdin-'));
after(() => rmSync(folder, { recursive: true }));
const capture = refusedConnections(3);
const long = refusedConnections(3, 2000);
const PROGRAM = fileURLToPath(new URL('../../bin/keepscope.js', import.meta.url));
const FORMATS = ['table', 'events', 'csv'];

describe('standard input that ends', () => {
  for (const format of FORMATS) {
    it(`inside a record gives what came before as ${format}, with status 0`, () => {
      const { status, stdout, stderr } = keepscope(['-', '--format', format], {
        input: capture.slice(0, -7),
      });
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      assert.match(stdout, /10\.0\.0\.1|"syn"/);
    });
  }

  it('inside a record is counted, and the report says that it is incomplete', () => {
    const input = capture.slice(0, -7);
    const report = JSON.parse(keepscope(['-', '--format', 'json'], { input }).stdout);
    assert.equal(report.captures[0].complete, false);
    assert.deepEqual(report.captures[0].anomalies, [{ code: 'capture-cut-short', count: 1, firstFrame: 6 }]);
    assert.match(keepscope(['-'], { input }).stdout, /incomplete: cut short or broken/);
  });

  it('inside the header of the capture, or before it, is one line and status 2', () => {
    for (const length of [0, 23]) {
      const { status, stdout, stderr } = keepscope(['-'], { input: capture.slice(0, length) });
      assert.deepEqual({ status, stdout }, { status: 2, stdout: '' }, `${length} octets`);
      assert.match(stderr, /^keepscope: standard input [^\n]+; [^\n]+\n$/);
    }
  });
});

describe('standard input that stalls', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`is reported as far as it came when ${signal} ends it, and the report says that it is partial`, async () => {
      const run = new Run(['-', '--format', 'json'], { stdio: 'pipe' });
      // More than a pipe holds: once it is written, most of it has been read.
      await new Promise((resolve) => run.child.stdin?.write(long, resolve));
      run.kill(signal);
      const { status, stdout, stderr } = await run.ended();
      assert.equal(status, 130);
      assert.match(stderr, /^keepscope: interrupted: the report is partial[^\n]*\n$/);
      const [read] = JSON.parse(stdout).captures;
      assert.deepEqual([read.complete, read.anomalies.at(-1).code], [false, 'reading-interrupted']);
    });
  }

  it('says on a terminal what it waits for', { skip: oracle('script').skip }, async () => {
    const pipe = namedPipe('awaited');
    const screen = spawn('script', ['-qec', `'${process.execPath}' '${PROGRAM}' '${pipe}'`, '/dev/null'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let shown = '';
    screen.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
    });
    const writer = openSync(pipe, 'r+');
    await until(() => /waiting for \S+awaited: nothing came for \d+ s/.test(shown));
    writeSync(writer, capture);
    screen.kill('SIGTERM');
    await new Promise((resolve) => screen.once('close', resolve));
  });
});

describe('a named pipe', { skip: process.platform !== 'linux' && 'polled on Linux only' }, () => {
  it('that nobody writes to is interrupted by the first signal', async () => {
    const path = namedPipe('silent');
    const run = new Run([path]);
    await until(() => filesOf(run).includes(path));
    run.kill('SIGINT');
    const { status, stdout, stderr } = await run.ended();
    assert.deepEqual({ status, stdout }, { status: 130, stdout: '' });
    assert.match(stderr, /^keepscope: interrupted before there was anything to report\n$/);
  });

  it('whose writer stalls is reported as far as it came', async () => {
    const path = namedPipe('stalled');
    const writer = openSync(path, 'r+');
    const run = new Run([path, '--format', 'events']);
    writeSync(writer, capture);
    await until(() => run.stdout.includes('"kind":"reset"'));
    run.kill('SIGTERM');
    const { status, stdout } = await run.ended();
    assert.equal(status, 130);
    // Of the last frame nothing is known to come after it, but all of it came.
    assert.equal(stdout.trimEnd().split('\n').length, 6);
  });

  it('is read to its end, under each of its names', async () => {
    const path = namedPipe('whole');
    const whole = new Run([path]);
    writeFileSync(path, capture);
    assert.match((await whole.ended()).stdout, /3 connections/);
    const file = join(folder, 'piped.pcap');
    writeFileSync(file, capture);
    const line = `cat '${file}' | '${process.execPath}' '${PROGRAM}' /dev/stdin`;
    assert.match(execFileSync('sh', ['-c', line], { encoding: 'utf8' }), /3 connections/);
  });

  it('and a file beside it are one timeline', async () => {
    const path = namedPipe('beside');
    const file = join(folder, 'beside.pcap');
    writeFileSync(file, capture);
    const run = new Run([path, file, '--format', 'json']);
    writeFileSync(path, capture);
    const { status, stdout } = await run.ended();
    assert.equal(status, 0);
    assert.equal(JSON.parse(stdout).captures.length, 2);
  });
});

it('standard input that is named twice is refused in one line', () => {
  const { status, stderr } = keepscope(['-', '-'], { input: capture });
  assert.equal(status, 2);
  assert.match(stderr, /^keepscope: standard input is named twice[^\n]*\n$/);
});

/** What it has open (proc_pid_fd(5)). */
function filesOf({ child }: Run): string[] {
  const open = `/proc/${child.pid}/fd`;
  try {
    return readdirSync(open).map((name) => readlinkSync(join(open, name)));
  } catch {
    // It has just closed one of them.
    return [];
  }
}

function namedPipe(name: string): string {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  return path;
}
