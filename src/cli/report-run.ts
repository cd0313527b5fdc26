/** Reads captures and writes their report into a file, all of it or nothing; gives the exit status. */
import { INTERRUPTED, type Interrupt, listenForInterrupt } from './interrupt.ts';
import { refuseTerminal, statusOf } from './reading.ts';
import { openReportFile } from './report-file.ts';
import type { ReportRequest } from './report-formats.ts';
import type { Terminal } from './terminal.ts';

/** Runs the request. */
export async function runReport(request: ReportRequest, terminal: Terminal): Promise<number> {
  refuseTerminal(request, terminal);
  // Before anything is read: nobody wants to hear after an hour that the folder cannot be written.
  const file = request.output === '-' ? null : openReportFile(request.output, request.captures);
  const reading = listenForInterrupt();
  let writing: Interrupt | null = null;
  try {
    const make = await request.reportFormat.load();
    const { pieces, examination } = await make(request, terminal, reading);
    reading.release();
    writing = listenForInterrupt();
    if (file === null) await terminal.output.writeAll(until(writing.signal, pieces));
    else await file.write(until(writing.signal, pieces));
    return statusOf(examination(), request, terminal);
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
