/**
 * The classified frames of a connection as a reader wants them in order: everything that matters as a line of its own,
 * data and its acknowledgments drawn together into bursts, stretches of silence as such. Memory is bounded: the first
 * and the last entries are kept, what lies between is counted.
 */

import type { Classified } from '../keepalive/classified.ts';
import { SECOND } from '../tracking/time.ts';
import { BoundedList } from './bounded-list.ts';

/** Data and acknowledgments without a pause between them. */
export interface Burst {
  type: 'burst';
  first: Classified;
  last: Classified;
  segments: [number, number];
  octets: [number, number];
  since: number | null;
}

export interface Line {
  type: 'segment';
  frame: Classified;
  since: number | null;
}

export interface Idle {
  type: 'idle';
  /** ns. */
  duration: number;
}

export type Entry = Burst | Line | Idle;

/** A silence that gets a line of its own. */
export const IDLE: number = 5 * SECOND;
/** Data farther apart than this is not one burst. */
const PAUSE = SECOND;

export class Trace {
  readonly entries: BoundedList<Entry>;
  private last: Classified | null = null;
  private burst: Burst | null = null;

  constructor(limit: number) {
    this.entries = new BoundedList<Entry>(limit);
  }

  add(frame: Classified): void {
    const since = this.last === null ? null : frame.time - this.last.time;
    this.last = frame;
    const isFlow = (frame.kind === 'data' || frame.kind === 'ack') && frame.answers === 0;
    if (since !== null && since >= IDLE) this.entries.add({ type: 'idle', duration: since });
    if (!isFlow) {
      this.burst = null;
      this.entries.add({ type: 'segment', frame, since });
      return;
    }
    if (this.burst === null || since === null || since > PAUSE) {
      this.burst = { type: 'burst', first: frame, last: frame, segments: [0, 0], octets: [0, 0], since };
      this.entries.add(this.burst);
    }
    this.burst.last = frame;
    this.burst.segments[frame.direction]++;
    this.burst.octets[frame.direction] += frame.length;
  }
}
