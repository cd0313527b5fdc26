/**
 * Classified frames as lines that go out at once. What hindsight decides otherwise afterwards is said again, in a line
 * that amends the first one.
 */
import type { Classified, ClassifiedListener } from '../keepalive/classified.ts';
import { type EventScale, eventRecord } from '../report/event-record.ts';
import type { LiveEvent } from '../report/live-record.ts';
import type { Rows } from '../tracking/rows.ts';

/** What was said of a frame that is held back. */
interface Said {
  kind: Classified['kind'];
  answersFrame: number;
}

export class EventLines implements ClassifiedListener {
  /** By frame of the timeline: as many as all connections hold back together. */
  private readonly said: Map<number, Said> = new Map();
  private readonly rows: Rows;
  private readonly scale: () => EventScale;
  private readonly emit: (event: LiveEvent) => void;

  constructor(rows: Rows, scale: () => EventScale, emit: (event: LiveEvent) => void) {
    this.rows = rows;
    this.scale = scale;
    this.emit = emit;
  }

  readonly held = (frame: Classified): void => {
    this.said.set(frame.frame, { kind: frame.kind, answersFrame: frame.answersFrame });
    this.say(frame, false);
  };

  readonly decided = (frame: Classified): void => {
    const said = this.said.get(frame.frame);
    if (said === undefined) this.say(frame, false);
    else {
      this.said.delete(frame.frame);
      if (said.kind !== frame.kind || said.answersFrame !== frame.answersFrame) this.say(frame, true);
    }
  };

  private say(frame: Classified, amends: boolean): void {
    const record = eventRecord(frame, this.rows.numberOf(frame.row), this.scale());
    if (record !== null) this.emit(amends ? { ...record, amends: record.frame } : record);
  }
}
