/** What happens on an interface as NDJSON on standard output: a line each, as it happens. */

import type { Examination } from '../report/examination.ts';
import type { LiveRecord } from '../report/live-record.ts';
import { reportLine } from '../report/report-line.ts';
import { LineQueue } from './line-queue.ts';
import type { LiveOutlet } from './live-outlet.ts';
import type { Terminal } from './terminal.ts';

export class LiveLines implements LiveOutlet {
  readonly #queue: LineQueue = new LineQueue();
  readonly #written: Promise<void>;
  readonly #endsWithReport: boolean;
  #isFinishing = false;

  /** `onClosed`: the reader went away, or cannot be written to. */
  constructor(terminal: Terminal, endsWithReport: boolean, onClosed: () => void) {
    this.#endsWithReport = endsWithReport;
    this.#written = terminal.output.writeAll(this.#queue).finally(onClosed);
    // It is awaited at the end only.
    this.#written.catch(() => {});
  }

  emit(record: LiveRecord): void {
    if (!this.#isFinishing) this.#queue.push(JSON.stringify(record));
  }

  refresh(): void {}

  room(): Promise<void> {
    return this.#queue.room();
  }

  async finish(examination: Examination): Promise<void> {
    // The report is the last line, whatever is still to be said.
    this.#isFinishing = true;
    if (this.#endsWithReport) await this.#queue.pushPieces(reportLine(examination));
    await this.abandon();
  }

  async abandon(): Promise<void> {
    this.#queue.end();
    await this.#written;
  }
}
