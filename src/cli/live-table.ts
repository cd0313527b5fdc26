/** Nothing but the report at the end, for a live capture whose output goes to a file or a pipe as a table. */
import type { Examination } from '../report/examination.ts';
import type { LiveRecord } from '../report/live-record.ts';
import { renderTable } from '../report/table.ts';
import type { LiveOutlet } from './live-outlet.ts';
import type { Terminal } from './terminal.ts';

export class LiveTable implements LiveOutlet {
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  emit(record: LiveRecord): void {
    if (record.kind === 'notice') this.#terminal.say(record.says);
  }

  refresh(): void {}

  async room(): Promise<void> {}

  async finish(examination: Examination): Promise<void> {
    await this.#terminal.output.writeAll(renderTable(examination, {}, this.#terminal.screen));
  }

  async abandon(): Promise<void> {}
}
