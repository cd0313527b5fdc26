/** Runs keepscope as a person does: the built program, in a process of its own. */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Milliseconds, many times as long as any of these takes. A test that waits for ever keeps all others from being told. */
const LONGEST = 240_000;

export const PROGRAM: string = fileURLToPath(new URL('../../bin/keepscope.js', import.meta.url));

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface Surroundings {
  input?: string | Uint8Array;
  env?: Record<string, string>;
  cwd?: string;
}

/** Runs to the end. */
export function keepscope(
  args: readonly string[],
  { input = '', env = {}, cwd }: Surroundings = {},
): Outcome {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [PROGRAM, ...args], {
    input,
    env: environment(env),
    maxBuffer: 64 * 1024 * 1024,
    timeout: LONGEST,
    // A program that hangs may not hear of any other. What a lab leaves then, the next one removes.
    killSignal: 'SIGKILL',
    ...(cwd === undefined ? {} : { cwd }),
  });
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT') throw error;
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** Starts, and leaves the rest to the test. */
export function startKeepscope(args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...args], { ...options, env: environment(options.env ?? {}) });
}

/** Colours and widths of whoever runs the tests must not show. */
function environment(changes: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NO_COLOR, FORCE_COLOR, COLUMNS, ...rest } = process.env;
  return { ...rest, ...changes };
}
