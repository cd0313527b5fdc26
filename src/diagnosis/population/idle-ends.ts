/** Connections that ended after an idle time: in columns, since a capture has tens of thousands of them (see probings.ts). */
import { grown } from './grown.ts';

/** How a connection ended, and after which idle time, ns. */
export interface IdleEnd {
  id: number;
  frame: number;
  direction: 0 | 1;
  /** When it ended, and how long it had rested, ns. */
  time: number;
  idle: number;
}

const FIRST_ROOM = 1024;

export class IdleEnds {
  private used = 0;
  private ids: Uint32Array = new Uint32Array(FIRST_ROOM);
  private frames: Uint32Array = new Uint32Array(FIRST_ROOM);
  private directions: Uint8Array = new Uint8Array(FIRST_ROOM);
  private times: Float64Array = new Float64Array(FIRST_ROOM);
  private idles: Float64Array = new Float64Array(FIRST_ROOM);

  get count(): number {
    return this.used;
  }

  /** Its place, from 0. */
  add({ id, frame, direction, time, idle }: IdleEnd): number {
    if (this.used === this.ids.length) this.grow();
    const place = this.used++;
    this.ids[place] = id;
    this.frames[place] = frame;
    this.directions[place] = direction;
    this.times[place] = time;
    this.idles[place] = idle;
    return place;
  }

  idle(place: number): number {
    return this.idles[place] ?? 0;
  }

  at(place: number): IdleEnd {
    return {
      id: this.ids[place] ?? 0,
      frame: this.frames[place] ?? 0,
      direction: this.directions[place] === 1 ? 1 : 0,
      time: this.times[place] ?? 0,
      idle: this.idle(place),
    };
  }

  private grow(): void {
    const room = 2 * this.used;
    this.ids = grown(this.ids, room);
    this.frames = grown(this.frames, room);
    this.directions = grown(this.directions, room);
    this.times = grown(this.times, room);
    this.idles = grown(this.idles, room);
  }
}
