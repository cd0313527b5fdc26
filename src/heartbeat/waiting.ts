/**
 * Heartbeats that wait for an answer: the first ones since the last answer, and the last ones that an answer may still come to. Where
 * more than one waits, or has since the last answer, they have a row; else it is the last heartbeat, or none.
 */
import type { Pool } from '../tracking/pool.ts';
import {
  PENDING_FRAMES,
  PENDING_TIMES,
  UNANSWERED_FRAMES,
  UNANSWERED_TIMES,
  WAITING_AT_MOST,
} from './beat-layout.ts';
import { type Moment, Moments } from './moment.ts';

export class Waiting extends Moments {
  constructor(waits: Pool, id: number) {
    super(waits.page(id - 1), waits.at(id - 1));
  }

  unanswered(place: number): Moment {
    return this.read(UNANSWERED_TIMES, UNANSWERED_FRAMES, place);
  }

  pending(place: number): Moment {
    return this.read(PENDING_TIMES, PENDING_FRAMES, place);
  }

  /** `place`: how many there are; what there is no room for is not remembered. */
  addUnanswered(place: number, moment: Moment): void {
    if (place < WAITING_AT_MOST) this.write(UNANSWERED_TIMES, UNANSWERED_FRAMES, place, moment);
  }

  /** `count`: of those that are pending. What there is no room for pushes the oldest out. Returns how many there are now. */
  addPending(count: number, moment: Moment): number {
    const kept = count < WAITING_AT_MOST ? count : this.dropPending(count);
    this.write(PENDING_TIMES, PENDING_FRAMES, kept, moment);
    return kept + 1;
  }

  /** Forgets the oldest. Returns how many there are now. */
  dropPending(count: number): number {
    for (let place = 1; place < count; place++)
      this.write(PENDING_TIMES, PENDING_FRAMES, place - 1, this.pending(place));
    return count - 1;
  }

  private read(times: number, frames: number, place: number): Moment {
    return this.moment(frames + 4 * place, times + 8 * place);
  }

  private write(times: number, frames: number, place: number, moment: Moment): void {
    this.setMoment(frames + 4 * place, times + 8 * place, moment);
  }
}
