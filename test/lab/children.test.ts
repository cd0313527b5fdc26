/** Programs that the lab starts, and that fail: one line says why. They run without a host; none of them gets far. */
import assert from 'node:assert/strict';
import type { SpawnOptions } from 'node:child_process';
import { it } from 'node:test';
import type { Host } from '../../src/lab/host.ts';
import { Application } from '../../src/lab/http/application.ts';
import { Lab } from '../../src/lab/lab.ts';
import { Recording } from '../../src/lab/recording.ts';
import { end, start } from '../../src/lab/system.ts';
import { slowDown } from '../../src/lab/topology/slow.ts';
import { skipLab } from './laboratory.ts';

const PIPES: SpawnOptions = { stdio: ['pipe', 'pipe', 'pipe'] };

/** Starts what it is told to, or another command in its place, on this machine. */
function machine(instead: string | null = null): Host {
  return {
    sysctl: async () => {},
    start: (command: string, args: readonly string[]) => start(instead ?? command, args, PIPES),
  } as unknown as Host;
}

const NOWHERE = '/nowhere/program';
const SAYS_NOWHERE = `spawn ${NOWHERE} ENOENT`;

it('an HTTP application says what its exception says, not where it was thrown', async () => {
  const server = new Application(machine(), 'server', ['99999', '1']);
  await assert.rejects(server.next(), {
    message: /^lab: the HTTP server ended: options\.port should be >= 0 and < 65536\.[^\n]*99999[^\n]*$/,
  });
});

it('an HTTP application that cannot be started', async () => {
  const server = new Application(machine(NOWHERE), 'server', []);
  await assert.rejects(server.next(), { message: `lab: the HTTP server ended: ${SAYS_NOWHERE}` });
});

/** The devices of the slow router are not on this machine. */
function slow(router: Host): Promise<void> {
  const signal = new AbortController().signal;
  const lab = new Lab({ prefix: '', folder: '', signal, bothSides: false, say: () => {} });
  return slowDown(lab, { router } as unknown as Parameters<typeof slowDown>[1], 0.1);
}

it('the slow router says what its exception says, without the stack', { skip: skipLab() }, async () => {
  await assert.rejects(slow(machine()), {
    message: /^lab: the slow router ended: ENOENT[^\n]+toclient[^\n]+$/,
  });
});

it('a slow router that cannot be started', async () => {
  await assert.rejects(slow(machine(NOWHERE)), { message: `lab: the slow router ended: ${SAYS_NOWHERE}` });
});

it('a capture that cannot be started', async () => {
  const capture = Recording.start('client', 'lo', '/dev/null', (_command, args) =>
    start(NOWHERE, args, PIPES),
  );
  await assert.rejects(capture, { code: 'lab-failed', message: `lab: tcpdump: ${SAYS_NOWHERE}` });
});

it('a capture that is killed before it is stopped is said to have ended badly', {
  timeout: 20_000,
}, async () => {
  // It says what tcpdump says when it begins.
  const child = start(
    process.execPath,
    ['-e', 'console.error("listening on lo"); setInterval(() => {}, 1000)'],
    PIPES,
  );
  const recording = await Recording.start('client', 'lo', '/dev/null', () => child);
  await end(child, 'SIGKILL');
  await assert.rejects(recording.stop(), {
    code: 'lab-failed',
    message: 'lab: tcpdump at the client ended badly: listening on lo',
  });
});
