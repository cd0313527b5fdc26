/** Commands of the system: run to their end, or started and left running. None of them sees the terminal's signals. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

import { KeepscopeError } from '../errors.ts';

/** Octets of standard error that are kept to say why a command failed. */
const KEPT = 4096;

/** Runs a command with `input` as its standard input; gives its standard output. Throws `lab-failed` where it fails. */
export function run(command: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = start(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    let complaint = '';
    child.stdout?.on('data', (octets: Buffer) => output.push(octets));
    child.stderr?.on('data', (octets: Buffer) => {
      complaint = (complaint + octets).slice(0, KEPT);
    });
    child.on('error', (error) => reject(failure(command, args, error.message)));
    child.on('close', (status, signal) => {
      if (status === 0) resolve(Buffer.concat(output).toString());
      else reject(failure(command, args, firstLine(complaint) || `ended with ${status ?? signal}`));
    });
    // A command that ends without reading is told of by its status.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/**
 * Starts a command in a session of its own: Ctrl-C goes to the foreground process group, and what the lab started must
 * live until the lab itself ends it, in the right order.
 */
export function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(command, args, { ...options, detached: true });
}

/** Tells once that a started program has ended, or that it could not be started, and why. */
export function whenEnded(child: ChildProcess, tell: (why: string) => void): void {
  let complaint = '';
  let isTold = false;
  const tellOnce = (why: string): void => {
    if (!isTold) tell(why);
    isTold = true;
  };
  child.stderr?.on('data', (octets: Buffer) => {
    complaint = (complaint + octets).slice(0, KEPT);
  });
  child.on('error', (error) => tellOnce(error.message));
  child.on('close', (status, signal) => tellOnce(lastWords(complaint) || `${status ?? signal}`));
}

/** What Node says of an exception begins with a place in a file, and ends with the stack: its message stands between. */
const EXCEPTION = /^\w*Error(?: \[\w+\])?: (.+)$/m;

function lastWords(complaint: string): string {
  return EXCEPTION.exec(complaint)?.[1] ?? firstLine(complaint);
}

/** Ends a process with a signal and waits until it is gone. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  await gone;
}

/** The error of an experiment that could not be carried out. */
export function labFailure(what: string, cause?: unknown): KeepscopeError {
  return new KeepscopeError(
    'lab-failed',
    `lab: ${what}`,
    'Run it again; if it stays, this kernel or container may not allow it.',
    cause === undefined ? {} : { cause },
  );
}

/** What went wrong, without the word that begins every message of the lab. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^lab: /, '') : String(error);
}

function failure(command: string, args: readonly string[], why: string): KeepscopeError {
  return labFailure(`${[command, ...args].join(' ')}: ${why}`);
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
