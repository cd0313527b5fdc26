/** Classified frames to event records, as far as a selection wants them. */
import type { Classified } from '../keepalive/classified.ts';
import type { Rows } from '../tracking/rows.ts';
import type { EndpointNames } from '../wire/endpoint-names.ts';
import type { FrameNumbers } from './frame-numbers.ts';
import { roleOf } from './messages.ts';
import type { EventRecord } from './model.ts';
import { RowFilter } from './row-filter.ts';
import type { Selection } from './selection.ts';
import { timeText } from './time-text.ts';

/** What the frames of the pass are numbered and timed by; see src/inspection.ts. */
export interface EventScale {
  frameNumbers: FrameNumbers;
  epoch: { base: bigint | null };
}

/** The record of a frame; null for an acknowledgment that is nothing more. */
export function eventRecord(
  frame: Classified,
  rows: Rows,
  { frameNumbers, epoch }: EventScale,
): EventRecord | null {
  if (frame.kind === 'ack') return null;
  return {
    frame: frameNumbers.numberOf(frame.frame),
    capture: frameNumbers.captureOf(frame.frame),
    at: timeText(epoch.base ?? 0n, frame.time),
    connection: rows.numberOf(frame.row),
    from: roleOf(frame.direction),
    kind: frame.kind,
    answers: frame.answersFrame === 0 ? null : frameNumbers.numberOf(frame.answersFrame),
  };
}

/** Collects records while a block is read; take() empties it. */
export class EventWriter {
  private records: EventRecord[] = [];
  private readonly filter: RowFilter;

  constructor(selection: Selection, names: EndpointNames) {
    this.filter = new RowFilter(selection, names);
  }

  add(frame: Classified, rows: Rows, scale: EventScale): void {
    if (!this.filter.wants(rows, frame.row)) return;
    const record = eventRecord(frame, rows, scale);
    if (record !== null) this.records.push(record);
  }

  /** The connection of the row is let go of. */
  forget(row: number): void {
    this.filter.forget(row);
  }

  take(): EventRecord[] {
    const { records } = this;
    this.records = [];
    return records;
  }
}
