/** Reads captures and writes their report into a file, all of it or nothing; gives the exit status. */
import { INTERRUPTED, type Interrupt, listenForInterrupt } from './interrupt.ts';
import { readCaptures, refuseTerminal, statusOf } from './reading.ts';
import { openReportFile } from './report-file.ts';
import type { ReportFormat } from './report-formats.ts';
import type { Request } from './request.ts';
import type { Terminal } from './terminal.ts';

/** A run of `keepscope report`. */
export interface ReportRequest extends Request {
  /** A path, or `-`. */
  output: string;
  reportFormat: ReportFormat;
}

/** Runs the request. */
export async function runReport(request: ReportRequest, terminal: Terminal): Promise<number> {
  refuseTerminal(request, terminal);
  // Before anything is read: nobody wants to hear after an hour that the folder cannot be written.
  const file = request.output === '-' ? null : openReportFile(request.output, request.captures);
  const reading = listenForInterrupt();
  let writing: Interrupt | null = null;
  try {
    const examination = await readCaptures(request, terminal, reading, true);
    reading.release();
    writing = listenForInterrupt();
    const write = await request.reportFormat.load();
    const { selection, captures } = request;
    const pieces = write({ examination, selection, screen: terminal.screen, captures });
    if (file === null) await terminal.output.writeAll(until(writing.signal, pieces));
    else await file.write(until(writing.signal, pieces));
    return statusOf(examination, request, terminal);
  } catch (error) {
    if (!(writing ?? reading).signal.aborted) throw error;
    terminal.say('interrupted before there was a report');
    return INTERRUPTED;
  } finally {
    file?.discard();
    reading.release();
    writing?.release();
  }
}

/** The pieces, with an error in place of the next one once the signal has fired. */
async function* until<Piece>(
  signal: AbortSignal,
  pieces: Iterable<Piece> | AsyncIterable<Piece>,
): AsyncGenerator<Piece> {
  for await (const piece of pieces) {
    signal.throwIfAborted();
    yield piece;
  }
}
