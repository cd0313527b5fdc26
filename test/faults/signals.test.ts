/**
 * SIGINT, SIGTERM and SIGHUP at any moment. When a signal is sent varies; what must hold then does not: either nothing, or a
 * whole report, or one that says that it is partial; and never anything beside it in the folder.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
