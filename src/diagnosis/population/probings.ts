/**
 * Sides that probe, each with its last two probes: in columns, since a capture has thousands of them, and as objects they
 * are garbage that outlives several collections.
 */
import { idlePeriod } from '../../keepalive/probe-period.ts';
import { LATEST, PROBES } from '../../keepalive/prober-layout.ts';
import { isOften } from '../silences.ts';
import { grown } from './grown.ts';
import type { NotedConnection } from './population.ts';

/** A side that probes: its connection, its latest probe, and the times of its last two, ns. */
export interface Probing {
  id: number;
  frame: number;
  direction: 0 | 1;
  last: number;
  before: number;
}

const FIRST_ROOM = 1024;
const FROM_RESPONDER = 0x1;
const OFTEN = 0x2;

export class Probings {
  private count = 0;
  private ids: Uint32Array = new Uint32Array(FIRST_ROOM);
  private frames: Uint32Array = new Uint32Array(FIRST_ROOM);
  private marks: Uint8Array = new Uint8Array(FIRST_ROOM);
  private lasts: Float64Array = new Float64Array(FIRST_ROOM);
  private befores: Float64Array = new Float64Array(FIRST_ROOM);

  /** The place of the side, from 0; -1 where it has not sent two probes that follow one another. */
  add({ id, row, stores }: NotedConnection, direction: 0 | 1): number {
    const { rows, probers, exchanges } = stores;
    const prober = rows.prober(row, direction);
    if (prober === 0 || probers.number(prober, PROBES) < 2) return -1;
    const last = probers.number(prober, LATEST);
    const before = exchanges.previous(last);
    if (before === 0 || exchanges.kind(last) !== 'probe' || exchanges.kind(before) !== 'probe') return -1;
    if (this.count === this.ids.length) this.grow();
    const place = this.count++;
    this.ids[place] = id;
    this.frames[place] = exchanges.frame(last);
    this.marks[place] =
      (direction === 0 ? 0 : FROM_RESPONDER) | (isOften(idlePeriod(exchanges, last)) ? OFTEN : 0);
    this.lasts[place] = exchanges.time(last);
    this.befores[place] = exchanges.time(before);
    return place;
  }

  removeLast(): void {
    this.count--;
  }

  /** Whether the side at a place probes often; its last two probes, ns. */
  isOften(place: number): boolean {
    return ((this.marks[place] ?? 0) & OFTEN) !== 0;
  }

  last(place: number): number {
    return this.lasts[place] ?? 0;
  }

  before(place: number): number {
    return this.befores[place] ?? 0;
  }

  at(place: number): Probing {
    return {
      id: this.ids[place] ?? 0,
      frame: this.frames[place] ?? 0,
      direction: (this.marks[place] ?? 0) & FROM_RESPONDER ? 1 : 0,
      last: this.last(place),
      before: this.before(place),
    };
  }

  private grow(): void {
    const room = 2 * this.count;
    this.ids = grown(this.ids, room);
    this.frames = grown(this.frames, room);
    this.marks = grown(this.marks, room);
    this.lasts = grown(this.lasts, room);
    this.befores = grown(this.befores, room);
  }
}
