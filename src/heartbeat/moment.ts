/** A segment, by its frame and time (ns), and how a row keeps such: two fields, Uint32 and Float64. */
import { Fields } from '../tracking/fields.ts';

export interface Moment {
  frame: number;
  time: number;
}

export class Moments extends Fields {
  moment(frame: number, time: number): Moment {
    return { frame: this.number(frame), time: this.time(time) };
  }

  /** Null where the frame is 0: there was none. */
  momentIfAny(frame: number, time: number): Moment | null {
    return this.number(frame) === 0 ? null : this.moment(frame, time);
  }

  setMoment(frame: number, time: number, moment: Moment): void {
    this.setNumber(frame, moment.frame);
    this.setTime(time, moment.time);
  }
}
