/** A run of the built program that a test can feed, signal and look at; it is ended after a while whatever it does. */
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

import { startKeepscope } from './command.ts';

/** Milliseconds after which a run that hangs is killed: then its `signal` is SIGKILL, which no test expects. */
const PATIENCE = 60_000;

export interface Ending {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export class Run {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #ended: Promise<Ending>;

  constructor(args: readonly string[], options: SpawnOptions = {}) {
    this.child = startKeepscope(args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.child.stdin?.on('error', () => {});
    const patience = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE);
    this.#ended = once(this.child, 'close').then(([status, signal]) => {
      clearTimeout(patience);
      return { status, signal, stdout: this.stdout, stderr: this.stderr };
    });
  }

  /** Waits for its end. */
  ended(): Promise<Ending> {
    return this.#ended;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

/** Waits until `isSo` says true, at most as long as a run may take. */
export async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!isSo()) {
    if (Date.now() > end) throw new Error('what was waited for did not come');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
