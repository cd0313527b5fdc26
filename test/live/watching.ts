/** `keepscope live` in a host: what it has printed so far, and a connection on the wire that it watches. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../src/index.ts';
import type { Host } from '../../src/lab/host.ts';
import type { LiveRecord } from '../../src/report/live-record.ts';
import { FAR, type Field } from '../capture/live/field.ts';

export const PROGRAM: string = fileURLToPath(new URL('../../bin/keepscope.js', import.meta.url));
/** Milliseconds that anything may take, on a machine that is busy with other things. */
const DEADLINE = 60_000;
const PORT = '9000';

const SERVER = `require('node:net').createServer((socket) => socket.on('error', () => {}).write('hello')).listen(${PORT});`;
/** One exchange; then keepalive as libuv sets it: after a second, each second, ten times. */
const CLIENT = `
  const socket = require('node:net').connect(${PORT}, process.argv[1]);
  socket.setKeepAlive(true, 1000);
  socket.once('data', () => socket.write('x')).on('error', () => {});
`;

/** A server in the far host; its connections idle. */
export async function serve({ far }: Field): Promise<void> {
  far.start(process.execPath, ['-e', SERVER]);
  for (const end = Date.now() + DEADLINE; Date.now() < end; await sleep(50))
    if ((await far.run('ss', ['-Htln', `sport = :${PORT}`])) !== '') return;
  assert.fail('the server does not listen');
}

/** A connection from the near host to the server that idles and probes; gives the process that holds it. */
export function connect({ near }: Field): ChildProcess {
  return near.start(process.execPath, ['-e', CLIENT, FAR]);
}

/** From now on nothing reaches the far host, and nobody tells. */
export async function cut({ far }: Field): Promise<void> {
  await far.nft('table inet cut {\n chain in {\n type filter hook input priority 0\n drop\n }\n}\n');
}

/** What a program sees of `keepscope live`. */
export class Watching {
  readonly child: ChildProcess;
  readonly records: LiveRecord[] = [];
  readonly #ended: Promise<number | null>;

  constructor(host: Host, args: readonly string[]) {
    this.child = host.start(process.execPath, [PROGRAM, 'live', 'eth0', '--format', 'json', ...args]);
    assert.ok(this.child.stdout !== null && this.child.stderr !== null);
    createInterface({ input: this.child.stdout }).on('line', (line) => this.records.push(JSON.parse(line)));
    createInterface({ input: this.child.stderr }).on('line', (line) => assert.fail(line));
    this.#ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** Starts one, and waits until it captures. */
  static async start(host: Host, args: readonly string[]): Promise<Watching> {
    const watching = new Watching(host, args);
    await watching.until('the engine starts', () => watching.notices.includes('engine-started'));
    return watching;
  }

  get notices(): string[] {
    return this.records.flatMap((record) => (record.kind === 'notice' ? [record.code] : []));
  }

  /** Verdicts in the order in which they were told. */
  get verdicts(): string[] {
    return this.records.flatMap((record) => (record.kind === 'verdict' ? [record.verdict.code] : []));
  }

  count(kind: string): number {
    return this.records.filter((record) => record.kind === kind).length;
  }

  async until(what: string, isSo: () => boolean): Promise<void> {
    for (const end = Date.now() + DEADLINE; Date.now() < end; await sleep(50)) if (isSo()) return;
    assert.fail(
      `in ${DEADLINE / 1000} s this did not come true: ${what}\n${JSON.stringify(this.records.slice(-5))}`,
    );
  }

  /** Ends it as Ctrl-C does; gives its status and the report. */
  async interrupt(): Promise<{ status: number | null; report: Report }> {
    this.child.kill('SIGINT');
    const status = await this.#ended;
    const last = this.records.at(-1);
    assert.ok(last?.kind === 'report', 'the last line is the report');
    return { status, report: last.report };
  }
}
