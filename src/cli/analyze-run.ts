/** Reads captures and writes their report in the form that was asked for; gives the exit status. */
import { type AnalyzeOptions, events, examine } from '../analyze.ts';
import { KeepscopeError } from '../errors.ts';
import type { Examination } from '../report/examination.ts';
import type { ScreenOptions } from '../report/paint.ts';
import type { Selection } from '../report/selection.ts';
import { hasFailed } from './fail-on.ts';
import { INTERRUPTED, type Interrupt, listenForInterrupt } from './interrupt.ts';
import type { Format } from './options.ts';
import { ProgressDisplay } from './progress.ts';
import type { Request } from './request.ts';
import { octetsUntil } from './standard-input.ts';
import type { Terminal } from './terminal.ts';

type Renderer = (examination: Examination, selection: Selection, screen: ScreenOptions) => Iterable<string>;

/** Runs the request. */
export async function runAnalyze(request: Request, terminal: Terminal): Promise<number> {
  if (request.captures.includes('-') && terminal.stdin.isTTY) {
    throw new KeepscopeError('usage', 'standard input is a terminal', 'pipe a capture into keepscope -');
  }
  const interrupt = listenForInterrupt();
  try {
    return request.format === 'events'
      ? await streamEvents(request, terminal, interrupt)
      : await report(request, terminal, interrupt, await rendererOf(request.format));
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    terminal.say('interrupted before there was anything to report');
    return INTERRUPTED;
  } finally {
    interrupt.release();
  }
}

async function report(
  request: Request,
  terminal: Terminal,
  interrupt: Interrupt,
  render: Renderer,
): Promise<number> {
  const { captures, selection, format, failOn } = request;
  const progress = new ProgressDisplay(terminal.errors);
  const examination = await examine(captures, {
    ...sourceOf(request, terminal, interrupt),
    trace: format === 'trace',
    onProgress: (state) => progress.update(state),
  }).finally(() => progress.stop());
  interrupt.release();
  await terminal.output.writeAll(render(examination, selection, terminal.screen));
  if (examination.interrupted) return interrupted(terminal);
  if (terminal.output.isClosed || failOn === null) return 0;
  return hasFailed(examination, selection, failOn) ? 1 : 0;
}

async function streamEvents(request: Request, terminal: Terminal, interrupt: Interrupt): Promise<number> {
  const { renderEvents } = await import('../report/events.ts');
  const stream = events(request.captures, sourceOf(request, terminal, interrupt));
  await terminal.output.writeAll(renderEvents(stream));
  return interrupt.signal.aborted ? interrupted(terminal) : 0;
}

function sourceOf(
  { captures, selection, middlebox, threads, maxConnections }: Request,
  terminal: Terminal,
  { signal }: Interrupt,
): AnalyzeOptions {
  return {
    signal,
    selection,
    ...(threads === null ? {} : { threads }),
    ...(maxConnections === null ? {} : { limits: { connections: maxConnections } }),
    ...(middlebox === null ? {} : { middlebox }),
    ...(captures.includes('-') ? { stdin: octetsUntil(signal, terminal.stdin) } : {}),
  };
}

function interrupted(terminal: Terminal): number {
  terminal.say('interrupted: the report is partial; it covers what was read until then');
  return INTERRUPTED;
}

/** Each format is loaded when it is asked for: JSON needs no table. */
async function rendererOf(format: Exclude<Format, 'events'>): Promise<Renderer> {
  switch (format) {
    case 'table':
      return (await import('../report/table.ts')).renderTable;
    case 'trace':
      return (await import('../report/trace.ts')).renderTrace;
    case 'json':
      return (await import('../report/json.ts')).renderJson;
    case 'csv':
      return (await import('../report/csv.ts')).renderCsv;
    case 'markdown':
      return (await import('../report/markdown.ts')).renderMarkdown;
  }
}
