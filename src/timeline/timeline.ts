/**
 * A connection as a whole, once it has been read: its row and its books by name. This is what diagnosis/ judges and
 * report/ prints. It is made when asked for, one connection at a time, and reads a field only when that is asked for:
 * verdicts are said of every connection of a capture, and most need little to be told.
 *
 * Times are ns since the timeline's first frame, frames count over the timeline, 0 = no such frame.
 */
import type { Heartbeats } from '../heartbeat/heartbeat.ts';
import type { ProbeBooks } from '../keepalive/probe-books.ts';
import type { GiveUp, LostState } from '../keepalive/watch.ts';
import * as R from '../tracking/rows.ts';
import { endpointOf, type TimelineEndpoint } from './endpoint.ts';
import { isOver, longestIdle, longestSilence } from './lifetime.ts';
import { type Persistence, persistenceOf } from './persistence.ts';
import { doubtedReset, type TimelineReset, timelineReset } from './reset.ts';
import { TimelineSide } from './side.ts';
import { type TrailingRun, trailingRun } from './trailing-run.ts';

const NOBODY: readonly GiveUp[] = [];
const NO_HEARTBEATS: Heartbeats = {
  beats: [],
  tooFast: null,
  agreements: [],
  lastPayload: [null, null],
  end: null,
};

export class Timeline {
  readonly sides: readonly [TimelineSide, TimelineSide];
  /** The time of the last frame that was read. */
  readonly captureEnd: number;
  private readonly rows: R.Rows;
  private readonly row: number;
  private readonly page: DataView;
  private readonly at: number;
  private readonly flags: number;
  private readonly books: ProbeBooks | undefined;
  private readonly beats: Heartbeats | undefined;
  private run: TrailingRun | null | undefined = undefined;

  constructor(
    rows: R.Rows,
    row: number,
    books: ProbeBooks | undefined,
    captureEnd: number,
    heartbeats?: Heartbeats,
  ) {
    const page = rows.page(row);
    const at = rows.at(row);
    this.rows = rows;
    this.row = row;
    this.page = page;
    this.at = at;
    this.flags = page.getUint32(at + R.CONNECTION_FLAGS, true);
    this.books = books;
    this.beats = heartbeats;
    // What came after it on its ports is another connection's: the capture shows it no longer than that.
    this.captureEnd = this.wasReplaced ? this.lastTime : captureEnd;
    this.sides = [
      new TimelineSide(page, at, 0, books?.sides[0]?.prober ?? null),
      new TimelineSide(page, at, 1, books?.sides[1]?.prober ?? null),
    ];
  }

  get originator(): TimelineEndpoint {
    return endpointOf(this.rows, this.row, 0);
  }

  get responder(): TimelineEndpoint {
    return endpointOf(this.rows, this.row, 1);
  }

  /** A SYN of another connection has taken its ports. */
  get wasReplaced(): boolean {
    return (this.flags & R.CONNECTION_REPLACED) !== 0;
  }

  get midstream(): boolean {
    return (this.flags & R.CONNECTION_MIDSTREAM) !== 0;
  }

  /** Probes of it are known without their sequence numbers (text). */
  get isInferred(): boolean {
    return (this.flags & R.CONNECTION_INFERRED) !== 0;
  }

  get firstFrame(): number {
    return this.page.getUint32(R.coldOf(this.at) + R.FIRST_FRAME, true);
  }

  get lastFrame(): number {
    return this.page.getUint32(this.at + R.LAST_FRAME, true);
  }

  /** Which side sent the last segment. */
  get lastDirection(): R.Direction {
    return this.flags & R.CONNECTION_LAST_OF_RESPONDER ? 1 : 0;
  }

  get firstTime(): number {
    return this.page.getFloat64(R.coldOf(this.at) + R.FIRST_TIME, true);
  }

  get lastTime(): number {
    return R.lastTime(this.page, this.at);
  }

  /** The last payload, SYN or FIN. */
  get payloadTime(): number {
    return this.page.getFloat64(this.at + R.PAYLOAD_TIME, true);
  }

  get segments(): number {
    return this.page.getUint32(this.at + R.SEGMENTS, true);
  }

  get copies(): number {
    return this.page.getUint32(R.rareOf(this.at) + R.COPIES, true);
  }

  /** Longest stretch without payload. The stretch to the end of an open connection counts. */
  get longestIdle(): number {
    return longestIdle(this.page, this.at, this.captureEnd);
  }

  /** Longest stretch without any segment, likewise. */
  get longestSilence(): number {
    return longestSilence(this.page, this.at, this.captureEnd);
  }

  /** The longest silence after which the connection went on. */
  get survivedSilence(): number {
    return this.page.getFloat64(R.coldOf(this.at) + R.LONGEST_SILENCE, true);
  }

  /** From the last segment to the end of the capture. */
  get trailingSilence(): number {
    return Math.max(0, this.captureEnd - this.lastTime);
  }

  get reset(): TimelineReset | null {
    return timelineReset(this.page, this.at, this.flags);
  }

  get doubtedReset(): { frame: number; direction: R.Direction } | null {
    return doubtedReset(this.page, this.at, this.flags);
  }

  /** How long there had been no payload when a side closed first, a farewell not counted; null where that is not known. */
  get closeIdle(): number | null {
    const hasFin = this.sides.some(({ finFrame }) => finFrame !== 0);
    return hasFin && this.silenceBeforeReset === null ? this.rested : null;
  }

  /** How long there had been no segment at all when a RST came that no FIN came before; null where there was none. */
  get silenceBeforeReset(): number | null {
    const { reset } = this;
    if (reset === null) return null;
    const wasClosed = this.sides.some(({ finFrame }) => finFrame !== 0 && finFrame < reset.frame);
    return wasClosed ? null : this.rested;
  }

  private get rested(): number | null {
    return this.page.getFloat32(R.coldOf(this.at) + R.CLOSE_IDLE, true) * 1e9 || null;
  }

  /** The last payload was what is said before a close (tracking/farewell.ts). */
  get saidFarewell(): boolean {
    return (this.flags & R.CONNECTION_FAREWELL) !== 0;
  }

  /** Data that was answered by RST because its receiver had closed before; `delay` after the FIN. */
  get lateData(): { frame: number; delay: number } | null {
    const rare = R.rareOf(this.at);
    const frame = this.page.getUint32(rare + R.LATE_DATA_FRAME, true);
    if (frame === 0) return null;
    return { frame, delay: this.page.getFloat32(rare + R.LATE_DATA_DELAY, true) * 1e9 };
  }

  /** The last payload, or FIN, that was sent again while it was unacknowledged, whichever side sent it. */
  get resent(): { frame: number; direction: R.Direction } | null {
    const frame = this.page.getUint32(R.seldomOf(this.page, this.at) + R.RESENT_FRAME, true);
    if (frame === 0) return null;
    return { frame, direction: this.flags & R.CONNECTION_RESENT_BY_RESPONDER ? 1 : 0 };
  }

  /** ICMP errors about it (those of path MTU discovery not counted): the first, and how many. */
  get icmp(): { frame: number; type: number; code: number; count: number } | null {
    const { page } = this;
    const rare = R.rareOf(this.at);
    const frame = page.getUint32(rare + R.ICMP_FRAME, true);
    if (frame === 0) return null;
    return {
      frame,
      type: page.getUint8(rare + R.ICMP_TYPE),
      code: page.getUint8(rare + R.ICMP_CODE),
      count: page.getUint16(rare + R.ICMP_COUNT, true),
    };
  }

  /** What the handshake took: about a round trip; 0 where it is not in the capture. */
  get handshake(): number {
    return this.page.getFloat32(R.coldOf(this.at) + R.HANDSHAKE, true) * 1e9;
  }

  /** The sides that gave up, in order. */
  get gaveUp(): readonly GiveUp[] {
    return this.books?.gaveUp ?? NOBODY;
  }

  /** Heartbeats of the application; those of each side and protocol together. */
  get heartbeats(): Heartbeats {
    return this.beats ?? NO_HEARTBEATS;
  }

  /** The last response of HTTP/1; null where none was seen. */
  get persistence(): Persistence | null {
    const { page, at } = this;
    const [low, high] = [R.halfOffset(0), R.halfOffset(1)].map((half) =>
      page.getUint16(at + half + R.PERSISTENCE, true),
    );
    return persistenceOf(low ?? 0, high ?? 0);
  }

  get lostState(): LostState | null {
    return this.books?.lostState ?? null;
  }

  /** The probes that were going on when the capture ended: looked for once, as several rules want them. */
  get trailingRun(): TrailingRun | null {
    if (this.run === undefined) this.run = trailingRun(this);
    return this.run;
  }

  /** Closed by both sides, or reset. */
  get isOver(): boolean {
    return isOver(this.page, this.at);
  }
}
