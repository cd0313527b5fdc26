/** Whatever ends an experiment, nothing of it stays: no namespace, no process, no file. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseCounters } from '../../src/lab/counters.ts';
import { isAbandoned } from '../../src/lab/owner.ts';
import { alive } from '../../src/lab/scenarios/alive.ts';
import { sweep } from '../../src/lab/sweep.ts';
import { startKeepscope } from '../support/command.ts';
import { scratchFolder } from '../support/read-back.ts';
import { experiment, leftOf, skipLab } from './laboratory.ts';

describe('nothing stays', { concurrency: true, skip: skipLab() }, () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`after ${signal} half-way`, async () => {
      const running = await halfWay();
      running.child.kill(signal);
      const [status] = await once(running.child, 'close');
      assert.equal(status, 130);
      assert.deepEqual(leftOf(running.pid), []);
      assert.deepEqual(running.processes.filter(isRunning), []);
    });
  }

  it('after SIGINT twice', async () => {
    const running = await halfWay();
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    const [status] = await once(running.child, 'close');
    assert.equal(status, 130);
    assert.deepEqual(leftOf(running.pid), []);
  });

  it('after SIGINT while the hosts are made', async () => {
    const child = startKeepscope(['lab', 'alive'], { stdio: 'ignore' });
    const pid = child.pid ?? 0;
    while (leftOf(pid).length === 0) await sleep(1);
    child.kill('SIGINT');
    const [status] = await once(child, 'close');
    assert.equal(status, 130);
    assert.deepEqual(leftOf(pid), []);
  });

  it('after SIGTERM while what is to be kept waits for its reader', async () => {
    const folder = scratchFolder('lab-kept');
    const [kept, truth] = [join(folder, 'kept.pcap'), join(folder, 'truth')];
    execFileSync('mkfifo', [truth]);
    const files = ['--write', kept, '--truth', truth];
    const child = startKeepscope(['lab', 'alive', '--idle', '1', '--probes', '1', ...files], {
      stdio: 'ignore',
    });
    const closed = once(child, 'close');
    while (!existsSync(kept) && child.exitCode === null) await sleep(20);
    child.kill('SIGTERM');
    assert.deepEqual(await closed, [null, 'SIGTERM']);
    assert.deepEqual(leftOf(child.pid ?? 0), []);
  });

  it('after SIGINT while an application waits for what select says', async () => {
    // The counter says that the first probe was sent: the application has waited since before, and still does.
    const child = startKeepscope(['lab', 'dead-peer', '--idle', '1', '--answered', '60'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const pid = child.pid ?? 0;
    let said = '';
    child.stderr?.on('data', (octets: Buffer) => {
      said += octets;
    });
    while (probesSent(pid) === 0 && child.exitCode === null) await sleep(20);
    child.kill('SIGINT');
    const [status] = await once(child, 'close');
    assert.equal(said, 'keepscope: lab: interrupted; what it had made is removed\n');
    assert.equal(status, 130);
    assert.deepEqual(leftOf(pid), []);
  });

  it('after SIGKILL half-way, once another experiment begins', async () => {
    const running = await halfWay();
    running.child.kill('SIGKILL');
    await once(running.child, 'close');
    const done = await experiment(alive, { idle: 1, probes: 1 });
    done.remove();
    assert.deepEqual(leftOf(running.pid), []);
    // Nobody is left who waits for them but init, which takes its time.
    for (let looks = 0; looks < 100 && running.processes.some(isRunning); looks++) await sleep(50);
    assert.deepEqual(running.processes.filter(isRunning), []);
  });

  it('but what another experiment is using does', async () => {
    const running = await halfWay();
    const before = leftOf(running.pid);
    await sweep(assert.fail);
    assert.deepEqual(leftOf(running.pid), before);
    assert.deepEqual(running.processes.filter(isRunning), running.processes);
    running.child.kill('SIGINT');
    await once(running.child, 'close');
  });

  it('and nothing that only looks alike is taken for abandoned', () => {
    for (const name of [
      'keepscope',
      'keepscope-1',
      'blue',
      'keepscope-4194304-1-1-client/x',
      'my-keepscope-4194304-1-1-a',
    ]) {
      assert.equal(isAbandoned(name), false, name);
    }
    // Process ids end at 4194304 (proc(5), pid_max); a start time of 0 is nobody's.
    assert.equal(isAbandoned('keepscope-4194305-1-1-client'), true);
    assert.equal(isAbandoned(`keepscope-${process.pid}-0-1-client`), true);
  });
});

interface Running {
  child: ChildProcess;
  pid: number;
  /** Inside its namespaces. */
  processes: number[];
}

/** An experiment that has said what it did, and waits. */
async function halfWay(): Promise<Running> {
  const child = startKeepscope(['lab', 'alive', '--idle', '30', '--both-sides'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const pid = child.pid ?? 0;
  assert.ok(child.stderr !== null);
  const [line] = await once(createInterface({ input: child.stderr }), 'line');
  assert.equal(line, 'keepscope: lab: the client and the server fall silent');
  const namespaces = readdirSync('/run/netns').filter((name) => name.startsWith(`keepscope-${pid}-`));
  const processes = namespaces.flatMap((name) =>
    execFileSync('ip', ['netns', 'pids', name], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .filter(Boolean)
      .map(Number),
  );
  // A client, a server, and a capture at either.
  assert.equal(processes.length, 4);
  return { child, pid, processes };
}

/** Keepalive probes of the server of an experiment, as its kernel counts them; 0 while there is no server. */
function probesSent(owner: number): number {
  const server = leftOf(owner).find((name) => name.endsWith('-server'));
  if (server === undefined) return 0;
  const { status, stdout } = spawnSync('ip', ['netns', 'exec', server, 'cat', '/proc/net/netstat'], {
    encoding: 'utf8',
  });
  return status === 0 ? (parseCounters(stdout)['TCPKeepAlive'] ?? 0) : 0;
}

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}
