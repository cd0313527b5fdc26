/** Classified frames to event records, as far as a selection wants them. */
import type { Classified } from '../keepalive/classified.ts';
import type { FinishedPass } from './conclusion.ts';
import { roleOf } from './messages.ts';
import type { EventRecord } from './model.ts';
import { RowFilter } from './row-filter.ts';
import type { Selection } from './selection.ts';
import { timeText } from './time-text.ts';

/** Collects records while a block is read; take() empties it. */
export class EventWriter {
  private records: EventRecord[] = [];
  private pass: FinishedPass | null = null;
  private readonly filter: RowFilter;

  constructor(selection: Selection) {
    this.filter = new RowFilter(selection);
  }

  /** Must be called before the first frame. */
  attach(pass: FinishedPass): void {
    this.pass = pass;
  }

  add(frame: Classified): void {
    const { pass } = this;
    if (pass === null || frame.kind === 'ack' || !this.filter.wants(pass.tracker.rows, frame.row)) return;
    const { frameNumbers, epoch } = pass;
    this.records.push({
      frame: frameNumbers.numberOf(frame.frame),
      capture: frameNumbers.captureOf(frame.frame),
      at: timeText(epoch.base ?? 0n, frame.time),
      connection: frame.row + 1,
      from: roleOf(frame.direction),
      kind: frame.kind,
      answers: frame.answersFrame === 0 ? null : frameNumbers.numberOf(frame.answersFrame),
    });
  }

  take(): EventRecord[] {
    const { records } = this;
    this.records = [];
    return records;
  }
}
