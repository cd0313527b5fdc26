/**
 * Runs commands, one at a time, each in a process group of its own, so that an interrupted benchmark ends the command and
 * its children with it.
 */
import { spawn } from 'node:child_process';

export interface Ended {
  status: number | null;
  seconds: number;
  /** Standard output; empty where it was not asked for. */
  output: string;
}

/** Where it is set, Node reads certificates at every start, which no command here has a use for. */
const { NODE_EXTRA_CA_CERTS: _certificates, ...ENVIRONMENT } = process.env;

let group: number | undefined;

/** Wall time is taken around the whole process, start-up included. Standard output goes to /dev/null unless `keep`. */
export async function run(command: readonly string[], keep = false): Promise<Ended> {
  const [program = '', ...parameters] = command;
  const began = performance.now();
  const child = spawn(program, parameters, {
    stdio: ['ignore', keep ? 'pipe' : 'ignore', keep ? 'inherit' : 'ignore'],
    detached: true,
    env: ENVIRONMENT,
  });
  group = child.pid;
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  let seconds = 0;
  child.on('exit', () => {
    seconds = (performance.now() - began) / 1000;
  });
  return new Promise((resolve) => {
    const end = (status: number | null): void => {
      group = undefined;
      resolve({ status, seconds, output: Buffer.concat(chunks).toString() });
    };
    child.once('error', () => end(null));
    child.once('close', end);
  });
}

/** What the command wrote. Throws where it failed. */
export async function outputOf(command: readonly string[]): Promise<string> {
  const { status, output } = await run(command, true);
  if (status === 0) return output;
  throw new Error(`${command.join(' ')} failed${status === null ? '' : ` with status ${status}`}`);
}

/** Ends the command that is running. */
export function endChild(): void {
  if (group === undefined) return;
  try {
    process.kill(-group, 'SIGTERM');
  } catch {
    // It has just ended.
  }
}
