/** A live capture that runs in a host, and what it has told so far. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { EngineName, LiveNotice } from '../../../src/capture/live/notice.ts';
import type { CaptureFacts } from '../../../src/capture/reader.ts';
import type { Host } from '../../../src/lab/host.ts';

const PROGRAM = fileURLToPath(new URL('./capture-program.mjs', import.meta.url));
/** Milliseconds that anything may take, on a machine that is busy with other things. */
const DEADLINE = 30_000;

export interface LiveFrame {
  octets: string;
  originalLength: number;
  linkType: number;
  /** ns since 1970. */
  at: string;
}

interface Message {
  notice?: LiveNotice;
  begins?: string;
  frame?: LiveFrame;
  /** So far, by the reader's facts. */
  dropped?: number | null;
  ends?: CaptureFacts;
  error?: { code: string; message: string; remedy: string; exitStatus: number };
  done?: true;
}

export class Capturing {
  readonly child: ChildProcess;
  readonly #host: Host;
  readonly #messages: Message[] = [];

  /** `prefix`: a command that runs the rest, such as setpriv. */
  constructor(
    host: Host,
    options: { interface: string; engine: string; filter?: string; path?: string },
    prefix: string[] = [],
  ) {
    this.#host = host;
    const [command = '', ...args] = [
      ...prefix,
      process.execPath,
      '--import',
      'tsx',
      PROGRAM,
      JSON.stringify(options),
    ];
    this.child = host.start(command, args);
    assert.ok(this.child.stdout !== null && this.child.stderr !== null);
    createInterface({ input: this.child.stdout }).on('line', (line) => this.#messages.push(JSON.parse(line)));
    createInterface({ input: this.child.stderr }).on('line', (line) => assert.fail(line));
  }

  /** Starts one, and waits until it captures. */
  static async start(host: Host, name: string, engine: EngineName): Promise<Capturing> {
    const capturing = new Capturing(host, { interface: name, engine });
    await capturing.until('the engine starts', () => capturing.codes.includes('engine-started'));
    return capturing;
  }

  get notices(): LiveNotice[] {
    return this.#messages.flatMap(({ notice }) => notice ?? []);
  }

  get codes(): string[] {
    return this.notices.map(({ code }) => code);
  }

  get frames(): LiveFrame[] {
    return this.#messages.flatMap(({ frame }) => frame ?? []);
  }

  /** Frames that the kernel has dropped, as far as it is known now. */
  get dropped(): number | null {
    return this.#messages.findLast(({ dropped }) => dropped !== undefined)?.dropped ?? null;
  }

  /** Of the readers that have ended. */
  get facts(): CaptureFacts[] {
    return this.#messages.flatMap(({ ends }) => ends ?? []);
  }

  get error(): Message['error'] {
    return this.#messages.find(({ error }) => error !== undefined)?.error;
  }

  /** Waits for something to become true. */
  async until(what: string, isTrue: () => boolean): Promise<void> {
    const last = Date.now() + DEADLINE;
    while (!isTrue()) {
      assert.ok(Date.now() < last, `${what}: not within ${DEADLINE} ms; ${JSON.stringify(this.#messages)}`);
      await sleep(20);
    }
  }

  /** Waits until it has ended by itself. */
  async done(): Promise<void> {
    await this.until('the capture ends', () => this.#messages.some(({ done }) => done === true));
  }

  async stop(): Promise<void> {
    // Frames lie in the kernel for up to 250 ms with dumpcap.
    await sleep(500);
    this.child.kill('SIGTERM');
    await this.done();
  }

  /** The process that captures. */
  async enginePid(engine: EngineName): Promise<number> {
    const [pid, ...others] = (await this.#processes()).filter((one) => isEngine(one, engine));
    assert.ok(pid !== undefined && others.length === 0, `one ${engine}, not ${others.length}`);
    return pid;
  }

  /** Whether any engine of this kind still runs in the host. */
  async hasEngine(engine: EngineName): Promise<boolean> {
    return (await this.#processes()).some((pid) => isEngine(pid, engine));
  }

  async #processes(): Promise<number[]> {
    const { namespace } = this.#host;
    return (await this.#host.run('ip', ['netns', 'pids', namespace])).split('\n').filter(Boolean).map(Number);
  }
}

/** tcpdump runs beside it too, into a file. */
function isEngine(pid: number, engine: EngineName): boolean {
  const words = wordsOf(pid);
  if (engine === 'cap')
    return words[0] === process.execPath && words.some((word) => word.endsWith('cap-child.js'));
  return words[0]?.endsWith(engine) === true && words[words.indexOf('-w') + 1] === '-';
}

function wordsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
