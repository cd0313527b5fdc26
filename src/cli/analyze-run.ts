/** Reads captures and writes their report in the form that was asked for; gives the exit status. */
import { eventBlocks } from '../analyze.ts';
import type { Examination } from '../report/examination.ts';
import type { ScreenOptions } from '../report/paint.ts';
import type { Selection } from '../report/selection.ts';
import {
  failureOfReading,
  INTERRUPTED,
  type Interrupt,
  isInterruption,
  listenForInterrupt,
} from './interrupt.ts';
import type { Format } from './options.ts';
import { checkStreams, interrupted, readCaptures, sourceOf, statusOf } from './reading.ts';
import type { Request } from './request.ts';
import type { Terminal } from './terminal.ts';

/** For who loads both when they are needed: each module that is loaded so is a file more. */
export { requestOf } from './request.ts';

type Renderer = (
  examination: Examination,
  selection: Selection,
  screen: ScreenOptions,
) => Iterable<string> | Iterable<Uint8Array>;

/** Runs the request. */
export async function runAnalyze(request: Request, terminal: Terminal): Promise<number> {
  checkStreams(request, terminal);
  const interrupt = listenForInterrupt();
  try {
    return request.format === 'events'
      ? await streamEvents(request, terminal, interrupt)
      : await report(request, terminal, interrupt, await rendererOf(request.format));
  } catch (error) {
    if (!isInterruption(error)) throw error;
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
  const { selection, format } = request;
  const examination = await readCaptures(request, terminal, interrupt, format === 'trace');
  interrupt.release();
  await terminal.output.writeAll(render(examination, selection, terminal.screen));
  return statusOf(examination, request, terminal);
}

async function streamEvents(request: Request, terminal: Terminal, interrupt: Interrupt): Promise<number> {
  const { renderEvents } = await import('../report/events.ts');
  const blocks = eventBlocks(request.captures, sourceOf(request, terminal, interrupt));
  await terminal.output.writeAll(renderEvents(reading(blocks, interrupt)));
  return interrupt.signal.aborted ? interrupted(terminal) : 0;
}

/** What is read, to be told from what is written: each may fail. */
async function* reading<Block>(blocks: AsyncIterable<Block>, interrupt: Interrupt): AsyncGenerator<Block> {
  try {
    yield* blocks;
  } catch (error) {
    throw failureOfReading(error, interrupt);
  }
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
