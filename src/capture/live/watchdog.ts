/**
 * Ends an engine when this process is gone, even by SIGKILL. A capture tool notices that its reader is gone only when
 * it writes the next frame: on a quiet interface it would run on for hours. The kernel's own means (PR_SET_PDEATHSIG)
 * is cleared for programs with capabilities (prctl(2)), as dumpcap is.
 */
import { type ChildProcess, spawn } from 'node:child_process';

/** Waits for the end of its standard input, which only this process holds open. */
const SCRIPT = 'read -r _; kill -TERM "$1"';

export class Watchdog {
  readonly #shell: ChildProcess | null = null;

  /** `pid`: of the engine. */
  constructor(pid: number) {
    // There is no such shell on Windows; there an engine ends at its next frame.
    if (process.platform === 'win32') return;
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT, 'sh', String(pid)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {},
      detached: true,
    });
    this.#shell.on('error', () => {});
    this.#shell.stdin?.on('error', () => {});
  }

  /** The engine has ended: its process id may soon be another's. */
  dismiss(): void {
    this.#shell?.kill('SIGKILL');
  }
}
