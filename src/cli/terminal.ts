/**
 * The only place that looks at the process around the program: its streams, how wide they are, and what the environment
 * says of colour. Everything else gets this as an argument.
 */
import { PLAIN, type ScreenOptions } from '../report/paint.ts';
import { COLORED } from './colors.ts';
import { Output } from './output.ts';

/** Width where there is no terminal, the same everywhere so that output can be compared. */
const DEFAULT_COLUMNS = 80;
const LEAST_COLUMNS = 40;

/** What commands see of the process. */
export interface Terminal {
  /** Standard output, for data. */
  output: Output;
  /** Standard output where it is a terminal, to be drawn on; else null. */
  tty: (NodeJS.WriteStream & { fd: number }) | null;
  /** How text on standard output is to look. */
  screen: ScreenOptions;
  /** Standard error, for all else. */
  errors: NodeJS.WriteStream & { fd: number };
  stdin: NodeJS.ReadStream;
  /** The name of the login shell, such as `zsh`; empty where there is none. */
  shell: string;
  /** One line on standard error, after the program's name. */
  say(line: string): void;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  // A reader of standard error that went away is no reason to fail.
  stderr.on('error', () => {});
  return {
    output: new Output(stdout),
    tty: stdout.isTTY && env['TERM'] !== 'dumb' ? stdout : null,
    screen: { columns: columnsOf(stdout), paint: hasColor(stdout.isTTY, env) ? COLORED : PLAIN },
    errors: stderr,
    shell: (env['SHELL'] ?? '').split('/').at(-1) ?? '',
    get stdin() {
      return process.stdin;
    },
    say: (line) => {
      stderr.write(`keepscope: ${line}\n`);
    },
  };
}

/** FORCE_COLOR before NO_COLOR before the terminal, as Node itself decides; an empty NO_COLOR is not set (no-color.org). */
export function hasColor(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return isTerminal && env['TERM'] !== 'dumb';
}

function columnsOf(stream: NodeJS.WriteStream): number {
  const columns = stream.isTTY ? stream.columns : 0;
  return columns > 0 ? Math.max(LEAST_COLUMNS, columns) : DEFAULT_COLUMNS;
}
