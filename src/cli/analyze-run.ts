/** Reads captures and writes their report in the form that was asked for; gives the exit status. */
import { type AnalyzeOptions, events, examine } from '../analyze.ts';
import { KeepscopeError } from '../errors.ts';
import type { Examination } from '../report/examination.ts';
import type { ScreenOptions } from '../report/paint.ts';
import type { Selection } from '../report/selection.ts';
import { hasFailed } from './fail-on.ts';
import { INTERRUPTED, listenForInterrupt } from './interrupt.ts';
import type { Format } from './options.ts';
import { ProgressDisplay } from './progress.ts';
import type { Request } from './request.ts';
import type { Terminal } from './terminal.ts';

type Renderer = (examination: Examination, selection: Selection, screen: ScreenOptions) => Iterable<string>;

/** Runs the request. */
export async function runAnalyze(request: Request, terminal: Terminal): Promise<number> {
  const readsStdin = request.captures.includes('-');
  if (readsStdin && terminal.stdin.isTTY) {
    throw new KeepscopeError('usage', 'standard input is a terminal', 'pipe a capture into keepscope -');
  }
  const source: AnalyzeOptions = readsStdin ? { stdin: terminal.stdin } : {};
  if (request.format === 'events') return streamEvents(request, terminal, source);
  const render = await rendererOf(request.format);
  return report(request, terminal, render, await read(request, terminal, source));
}

async function read({ captures }: Request, terminal: Terminal, source: AnalyzeOptions): Promise<Examination> {
  const interrupt = listenForInterrupt();
  const progress = new ProgressDisplay(terminal.errors);
  try {
    return await examine(captures, {
      ...source,
      signal: interrupt.signal,
      onProgress: (state) => progress.update(state),
    });
  } finally {
    progress.stop();
    interrupt.release();
  }
}

async function report(
  { selection, failOn }: Request,
  terminal: Terminal,
  render: Renderer,
  examination: Examination,
): Promise<number> {
  await terminal.output.writeAll(render(examination, selection, terminal.screen));
  if (examination.interrupted) return interrupted(terminal);
  if (terminal.output.isClosed || failOn === null) return 0;
  return hasFailed(examination, selection, failOn) ? 1 : 0;
}

async function streamEvents(request: Request, terminal: Terminal, source: AnalyzeOptions): Promise<number> {
  const { captures, selection } = request;
  const { renderEvents } = await import('../report/events.ts');
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  try {
    await terminal.output.writeAll(renderEvents(events(captures, { ...source, selection, signal })));
  } finally {
    interrupt.release();
  }
  return signal.aborted ? interrupted(terminal) : 0;
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
  }
}
