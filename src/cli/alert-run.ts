/** Runs the command of an alert once, in a shell, and says how that went. It cannot run for ever, nor flood the terminal. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a run ended. */
export type AlertOutcome =
  | { ended: 'well' }
  | { ended: 'status'; status: number }
  | { ended: 'signal'; signal: string }
  /** It was ended because it took too long, or because keepscope ends. */
  | { ended: 'limit' | 'aborted' }
  /** There was no shell, process or memory for it. */
  | { ended: 'unstarted'; reason: string };

export interface AlertRunOptions {
  /** Milliseconds that it may take, and those between being asked to end and being killed. */
  limit: number;
  grace: number;
  signal: AbortSignal;
  /** Gets what it prints, on either stream, line by line. */
  print: (line: string) => void;
}

/** What it prints may come this long after it ended, milliseconds: what it left running in the background may never end. */
const DRAINING = 200;

/** How often it is looked whether all of it has ended, milliseconds. */
const LOOKING = 20;

/** Runs `command` as /bin/sh -c does (cmd.exe on Windows), with `input` on its standard input. Never rejects. */
export async function runAlert(
  command: string,
  input: string,
  { limit, grace, signal, print }: AlertRunOptions,
): Promise<AlertOutcome> {
  const child = start(command);
  if (typeof child === 'string') return { ended: 'unstarted', reason: child };
  const lines = new PrintedLines(print);
  for (const stream of [child.stdout, child.stderr]) lines.read(stream);
  // A command that does not read its input is free to do so.
  child.stdin?.on('error', () => {}).end(input);

  let cause: 'limit' | 'aborted' | null = null;
  let killing: NodeJS.Timeout | undefined;
  let isKilled = false;
  const stop = (why: 'limit' | 'aborted'): void => {
    cause ??= why;
    kill(child, 'SIGTERM');
    killing ??= setTimeout(() => {
      isKilled = true;
      kill(child, 'SIGKILL');
    }, grace);
  };
  const abort = (): void => stop('aborted');
  const limiting = setTimeout(() => stop('limit'), limit);
  signal.addEventListener('abort', abort);
  const outcome = await endOf(child);
  signal.removeEventListener('abort', abort);
  clearTimeout(limiting);
  // The shell may have ended of SIGTERM, and what it started not.
  while (cause !== null && !isKilled && isLeft(child)) await sleep(LOOKING);
  clearTimeout(killing);
  lines.finish();
  return cause === null ? outcome : { ended: cause };
}

/** The process, or why there is none. In a group of its own: Ctrl-C is not meant for it, and its end is that of all of it. */
function start(command: string): ChildProcess | string {
  try {
    const detached = process.platform !== 'win32';
    return spawn(command, { shell: true, detached, windowsHide: true, stdio: 'pipe' });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function endOf(child: ChildProcess): Promise<AlertOutcome> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ ended: 'unstarted', reason: error.code ?? error.message });
    });
    child.once('exit', (status, signal) => {
      const outcome: AlertOutcome =
        signal !== null
          ? { ended: 'signal', signal }
          : status === 0
            ? { ended: 'well' }
            : { ended: 'status', status: status ?? 0 };
      const finish = (): void => {
        clearTimeout(draining);
        for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
        resolve(outcome);
      };
      const draining = setTimeout(finish, DRAINING);
      child.once('close', finish);
    });
  });
}

/** Whether any process of the group is left. */
function isLeft({ pid }: ChildProcess): boolean {
  if (process.platform === 'win32' || pid === undefined) return false;
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Lines of a run that are passed on, and characters of each. */
const MOST_LINES = 20;
const LONGEST_LINE = 500;

/** What a run prints, in bounded lines of bounded number. */
class PrintedLines {
  readonly #print: (line: string) => void;
  #count = 0;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  read(stream: Readable | null): void {
    let line = '';
    const finish = (): void => {
      if (line !== '' && this.#count++ < MOST_LINES) this.#print(line);
      line = '';
    };
    stream?.setEncoding('utf8').on('data', (text: string) => {
      for (const [index, part] of text.split('\n').entries()) {
        if (index > 0) finish();
        line = (line + part).slice(0, LONGEST_LINE);
      }
    });
    stream?.once('close', finish).on('error', () => {});
  }

  /** The run is over. */
  finish(): void {
    if (this.#count > MOST_LINES) this.#print(`... ${this.#count - MOST_LINES} more lines`);
  }
}
