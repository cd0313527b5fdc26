/**
 * How much of each timeline a report holds: all of it while there is room, less and less where very many connections
 * have very long ones, so that the file stays one that a browser opens at once.
 */
import { condensed, type Timeline } from './timeline/marks.ts';
import { type PackedTimeline, packed } from './timeline/packed.ts';

/** Characters of all timelines together, and about how many a mark takes. */
const ROOM = 16_000_000;
const MARK = 45;
/** Most connections need less than their share: one may take this many. */
const SHARES = 4;
/** Fewer marks say nothing. */
const LEAST_MARKS = 12;

export class RoomForTimelines {
  private left: number;
  private connections: number;

  /** `connections`: how many will come, the gravest first. */
  constructor(connections: number, room: number = ROOM) {
    this.left = room;
    this.connections = connections;
  }

  /** The timeline as far as there is room; null where there is none, or none was recorded. */
  take(timeline: Timeline | null): PackedTimeline | null {
    const share = this.left / Math.max(1, this.connections--);
    if (timeline === null) return null;
    const marks = Math.floor(Math.min(this.left, share * SHARES) / MARK);
    if (marks < LEAST_MARKS) return null;
    const taken = packed(condensed(timeline, marks));
    this.left -= JSON.stringify(taken).length;
    return taken;
  }
}
