/** Captures read for a report, the same for every command: progress, interruption, and the status that follows. */
import type { AnalyzeOptions, Progress } from '../analysis-options.ts';
import { examine } from '../analyze.ts';
import { KeepscopeError } from '../errors.ts';
import type { Examination } from '../report/examination.ts';
import { plainText } from '../report/plain-text.ts';
import { hasFailed } from './fail-on.ts';
import { failureOfReading, INTERRUPTED, type Interrupt } from './interrupt.ts';
import { ProgressDisplay } from './progress.ts';
import type { Request } from './request.ts';
import { refuseInput } from './same-file.ts';
import { octetsUntil } from './standard-input.ts';
import { strangeLineMessages } from './strange-lines.ts';
import type { Terminal } from './terminal.ts';

/** Throws where standard input is to be read and a person sits at it, and where standard output goes into a capture. */
export function checkStreams({ captures }: Pick<Request, 'captures'>, { stdin, output }: Terminal): void {
  if (captures.includes('-') && stdin.isTTY)
    throw new KeepscopeError('usage', 'standard input is a terminal', 'pipe a capture into keepscope -');
  refuseInput(captures, output.stats, 'standard output');
}

/** Reads all captures of the request, or until the interrupt; `trace`: with the timelines of connections. */
export async function readCaptures(
  request: Request,
  terminal: Terminal,
  interrupt: Interrupt,
  trace: boolean,
): Promise<Examination> {
  const source = sourceOf(request, terminal, interrupt);
  return await showingProgress(request, terminal, interrupt, (onProgress) =>
    examine(request.captures, { ...source, trace, onProgress }),
  );
}

/** What `read` gives; how far it is, as it tells `onProgress`, is shown meanwhile. */
export async function showingProgress<Result>(
  request: Request,
  terminal: Terminal,
  interrupt: Interrupt,
  read: (onProgress: (state: Progress) => void) => Promise<Result>,
): Promise<Result> {
  const progress = new ProgressDisplay(terminal.errors, awaitedOf(request));
  try {
    return await read((state) => progress.update(state));
  } catch (error) {
    throw failureOfReading(error, interrupt);
  } finally {
    progress.stop();
  }
}

function awaitedOf({ captures }: Request): string {
  const [first = '', ...others] = captures;
  if (others.length > 0) return 'the captures';
  return first === '-' ? 'standard input' : plainText(first);
}

/** What the library needs to know of the request. */
export function sourceOf(
  { captures, selection, middlebox, threads, limits }: Request,
  terminal: Terminal,
  { signal }: Interrupt,
): AnalyzeOptions {
  return {
    signal,
    selection,
    limits,
    onStrangeLines: (path, lines, count) => {
      for (const message of strangeLineMessages(path, lines, count)) terminal.say(message);
    },
    ...(threads === null ? {} : { threads }),
    ...(middlebox === null ? {} : { middlebox }),
    ...(captures.includes('-') ? { stdin: octetsUntil(signal, terminal.stdin) } : {}),
  };
}

/** The exit status once the report is written; says so where it is partial. */
export function statusOf(
  examination: Examination,
  { selection, failOn }: Pick<Request, 'selection' | 'failOn'>,
  terminal: Terminal,
): number {
  if (examination.interrupted) return interrupted(terminal);
  if (terminal.output.isClosed || failOn === null) return 0;
  return hasFailed(examination, selection, failOn) ? 1 : 0;
}

/** Says that the report is partial; gives the exit status. */
export function interrupted(terminal: Terminal): number {
  terminal.say('interrupted: the report is partial; it covers what was read until then');
  return INTERRUPTED;
}
