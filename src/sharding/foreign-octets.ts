/** Octets of frames that do not lie in the arena, as those of a live engine: they are copied to it. */
import { type FrameBatch, SPAN_OCTETS } from '../capture/frame-batch.ts';
import type { Arena } from '../tracking/arena.ts';

/** The last frame of a batch, which may reach beyond its span, keeps so many octets: no decoder looks so far. */
const LONGEST_FRAME: number = 64 * 1024;

export class ForeignOctets {
  private readonly arena: Arena;
  /** Room for those of each batch of the ring, by the place of its columns. */
  private readonly rooms: Map<number, DataView> = new Map();

  constructor(arena: Arena) {
    this.arena = arena;
  }

  /** Whether what the view shows is foreign. */
  holds(view: DataView): boolean {
    return !this.arena.holds(view);
  }

  /** Copies the octets of the frames, unless they are in the arena, and makes the batch say so. */
  bring(frames: FrameBatch): void {
    if (!this.holds(frames.view)) return;
    const { view, starts, ends } = frames;
    const room = this.roomOf(frames);
    // All but the last at once: between that and them there may be any number of octets that are no frame.
    const last = frames.count - 1;
    const first = starts[0] ?? 0;
    const span = last === 0 ? 0 : (ends[last - 1] ?? 0) - first;
    copy(view, first, span, room, 0);
    for (let place = 0; place < last; place++) {
      starts[place] = (starts[place] ?? 0) - first;
      ends[place] = (ends[place] ?? 0) - first;
    }
    const start = starts[last] ?? 0;
    const length = Math.min((ends[last] ?? 0) - start, room.byteLength - span);
    copy(view, start, length, room, span);
    starts[last] = span;
    ends[last] = span + length;
    frames.view = room;
  }

  private roomOf({ place }: FrameBatch): DataView {
    const room = this.rooms.get(place) ?? this.newRoom();
    this.rooms.set(place, room);
    return room;
  }

  private newRoom(): DataView {
    const octets = SPAN_OCTETS + LONGEST_FRAME;
    return this.arena.view(this.arena.allocate(octets), octets);
  }
}

function copy(view: DataView, start: number, length: number, room: DataView, to: number): void {
  const octets = new Uint8Array(view.buffer, view.byteOffset + start, length);
  new Uint8Array(room.buffer, room.byteOffset + to, length).set(octets);
}
