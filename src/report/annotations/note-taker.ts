/** Classified frames to notes: which of them matter, and how long it was silent before. */
import type { Classified } from '../../keepalive/classified.ts';
import { IDLE } from '../../timeline/trace.ts';
import type { FrameNotes, NoteKind } from './frame-notes.ts';

/** Takes the frames of a connection in their order. Memory: 12 octets a connection. */
export class NoteTaker {
  readonly #notes: FrameNotes;
  #lastTimes: Float64Array = new Float64Array(1024);
  #lastFrames: Uint32Array = new Uint32Array(1024);

  constructor(notes: FrameNotes) {
    this.#notes = notes;
  }

  /** `connection` is the number of the connection in the frame's row. */
  take(classified: Classified, connection: number): void {
    const { frame, time, row, direction } = classified;
    if (row >= this.#lastFrames.length) this.#grow(row);
    const last = this.#lastFrames[row] ?? 0;
    const silence = time - (this.#lastTimes[row] ?? 0);
    if (last > 0 && silence >= IDLE) {
      this.#notes.add(last, { kind: 'kept', connection, direction, link: 0, duration: 0 });
      this.#notes.add(frame, { kind: 'gap', connection, direction, link: 0, duration: silence });
    }
    this.#lastTimes[row] = time;
    this.#lastFrames[row] = frame;
    const kind = noteKind(classified);
    if (kind === null) return;
    const { answersFrame, answersTime, probe } = classified;
    const link = isProbe(kind) ? probe : answersFrame;
    const duration = answersFrame > 0 ? time - answersTime : 0;
    this.#notes.add(frame, { kind, connection, direction, link, duration });
  }

  /** Another connection gets the row. */
  forget(row: number): void {
    if (row < this.#lastFrames.length) this.#lastFrames[row] = 0;
  }

  #grow(row: number): void {
    const length = Math.max(row + 1, 2 * this.#lastFrames.length);
    const [times, frames] = [new Float64Array(length), new Uint32Array(length)];
    times.set(this.#lastTimes);
    frames.set(this.#lastFrames);
    [this.#lastTimes, this.#lastFrames] = [times, frames];
  }
}

/** Whether the note's link is an exchange. */
export function isProbe(kind: NoteKind): kind is 'probe' | 'window-probe' {
  return kind === 'probe' || kind === 'window-probe';
}

/** Null for frames that nobody asks about: data and its acknowledgments, and what was sent or captured twice. */
function noteKind({ kind, answersFrame, givesUp }: Classified): NoteKind | null {
  if (givesUp) return 'gives-up';
  switch (kind) {
    case 'syn':
    case 'syn-ack':
      return 'kept';
    case 'fin':
    case 'reset':
      return answersFrame > 0 ? kind : 'kept';
    case 'ack':
      return answersFrame > 0 ? 'keepalive-ack' : null;
    case 'data':
    case 'retransmission':
      return answersFrame > 0 ? 'data' : null;
    case 'duplicate-frame':
      return null;
    default:
      return kind;
  }
}
