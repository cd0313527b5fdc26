/** Reads captures and writes their report into a file, all of it or nothing; gives the exit status. */
import {
  INTERRUPTED,
  type Interrupt,
  interruption,
  isInterruption,
  listenForInterrupt,
} from './interrupt.ts';
import { checkStreams, statusOf } from './reading.ts';
import type { ReportRequest } from './report-formats.ts';
import type { Terminal } from './terminal.ts';
import { openWholeFile, type WholeFile } from './whole-file.ts';

/** Runs the request. */
export async function runReport(request: ReportRequest, terminal: Terminal): Promise<number> {
  checkStreams(request, terminal);
  // Before the file is there: a signal that nobody listens to would leave it behind.
  const reading = listenForInterrupt();
  let writing: Interrupt | null = null;
  let file: WholeFile | null = null;
  try {
    // Before anything is read: nobody wants to hear after an hour that the folder cannot be written.
    if (request.output !== '-') file = openWholeFile(request.output, request.captures);
    const make = await request.reportFormat.load();
    const { pieces, examination } = await make(request, terminal, reading);
    // A file has to be taken away again where a signal comes; what is printed has not.
    if (file !== null) writing = listenForInterrupt();
    reading.release();
    if (writing === null) await terminal.output.writeAll(pieces);
    else await file?.write(until(writing.signal, pieces));
    const made = examination();
    // The reader of standard output went away.
    if (made === null) return 0;
    return statusOf(made, request, terminal);
  } catch (error) {
    if (!isInterruption(error)) throw error;
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
    if (signal.aborted) throw interruption();
    yield piece;
  }
}
