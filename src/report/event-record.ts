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

/** The record of a frame of `connection`; null for an acknowledgment that is nothing more. */
export function eventRecord(
  frame: Classified,
  connection: number,
  { frameNumbers, epoch }: EventScale,
): EventRecord | null {
  if (frame.kind === 'ack') return null;
  return {
    frame: frameNumbers.numberOf(frame.frame),
    capture: frameNumbers.captureOf(frame.frame),
    at: timeText(epoch.base ?? 0n, frame.time),
    connection,
    from: roleOf(frame.direction),
    kind: frame.kind,
    answers: frame.answersFrame === 0 ? null : frameNumbers.numberOf(frame.answersFrame),
  };
}

/** A frame that is to be told, and the number of its connection. */
interface Told {
  frame: Classified;
  connection: number;
}

/** Collects frames while a block is read; take() empties it. */
export class EventWriter {
  private frames: Told[] = [];
  private readonly filter: RowFilter;

  constructor(selection: Selection, names: EndpointNames) {
    this.filter = new RowFilter(selection, names);
  }

  add(frame: Classified, rows: Rows): void {
    // Its row may be another connection's by the end of the block.
    if (frame.kind !== 'ack' && this.filter.wants(rows, frame.row))
      this.frames.push({ frame, connection: rows.numberOf(frame.row) });
  }

  /** The connection of the row is let go of. */
  forget(row: number): void {
    this.filter.forget(row);
  }

  /** The records of the frames, each one made when it is asked for: all of a block would outlive their use. */
  take(scale: EventScale): Iterable<EventRecord> {
    const { frames } = this;
    this.frames = [];
    return recordsOf(frames, scale);
  }
}

function* recordsOf(frames: readonly Told[], scale: EventScale): Generator<EventRecord> {
  for (const { frame, connection } of frames) {
    const record = eventRecord(frame, connection, scale);
    if (record !== null) yield record;
  }
}
