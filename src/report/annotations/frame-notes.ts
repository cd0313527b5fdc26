/**
 * What is worth a comment about single frames, noted while a capture is read: probes and what answers them, give-ups,
 * and frames that end a silence. Notes are rows of numbers; sentences are made of them when their frame is copied.
 *
 * Memory: NOTE_OCTETS and a sort key of 8 a note, and at most MAX_NOTES notes; what is beyond is counted.
 */
import type { EventKind } from '../../keepalive/classified.ts';

/** 64 MiB with the sort keys. A key of frame and place, 32 and 21 bits, is a whole number that a float holds. */
export const MAX_NOTES: number = 2 ** 21;

/** `gap`: the frame ends a silence. `kept`: it needs no comment, but belongs to the evidence. */
export type NoteKind =
  | 'kept'
  | 'gap'
  | 'gives-up'
  | Exclude<EventKind, 'syn' | 'syn-ack' | 'retransmission' | 'duplicate-frame'>;

const NOTE_KINDS: readonly NoteKind[] = [
  'kept',
  'gap',
  'gives-up',
  'probe',
  'window-probe',
  'keepalive-ack',
  'window-probe-ack',
  'data',
  'fin',
  'reset',
  'icmp-error',
  'heartbeat',
  'heartbeat-reply',
];

/** A note about a frame of a connection. */
export interface FrameNote {
  kind: NoteKind;
  /** Its number, from 1. */
  connection: number;
  direction: 0 | 1;
  /** Of a probe: its exchange in the ExchangeStore; of an answer: the frame of the probe or heartbeat; 0 is none. */
  link: number;
  /** ns: how long the silence was, or how long the answer took. */
  duration: number;
}

const FRAME = 0;
const CONNECTION = 4;
const LINK = 8;
const KIND = 12;
const DIRECTION = 13;
const DURATION = 16;
const NOTE_OCTETS = 24;
const PAGE_NOTES = 4096;

/** Collects notes; once sorted, finds those of a frame. */
export class FrameNotes {
  /** Notes for which there was no room. */
  omitted = 0;
  readonly #pages: DataView[] = [];
  readonly #most: number;
  #count = 0;
  #keys: Float64Array = new Float64Array(0);

  constructor(most: number = MAX_NOTES) {
    this.#most = Math.min(most, MAX_NOTES);
  }

  /** `frame` counts over the whole timeline. */
  add(frame: number, { kind, connection, direction, link, duration }: FrameNote): void {
    if (this.#count >= this.#most) {
      this.omitted++;
      return;
    }
    const place = this.#count++;
    if (place % PAGE_NOTES === 0) this.#pages.push(new DataView(new ArrayBuffer(PAGE_NOTES * NOTE_OCTETS)));
    const page = this.#page(place);
    const at = (place % PAGE_NOTES) * NOTE_OCTETS;
    page.setUint32(at + FRAME, frame);
    page.setUint32(at + CONNECTION, connection);
    page.setUint32(at + LINK, link);
    page.setUint8(at + KIND, NOTE_KINDS.indexOf(kind));
    page.setUint8(at + DIRECTION, direction);
    page.setFloat64(at + DURATION, duration);
  }

  /** Puts the notes into the order of the frames; those of one frame stay in the order in which they came. */
  sort(): void {
    const keys = new Float64Array(this.#count);
    for (let place = 0; place < keys.length; place++) {
      const frame = this.#page(place).getUint32((place % PAGE_NOTES) * NOTE_OCTETS + FRAME);
      keys[place] = frame * MAX_NOTES + place;
    }
    this.#keys = keys.sort();
  }

  /** The notes of a frame. */
  *of(frame: number): Generator<FrameNote> {
    const end = (frame + 1) * MAX_NOTES;
    for (let index = this.#firstFrom(frame * MAX_NOTES); index < this.#keys.length; index++) {
      const key = this.#keys[index] ?? end;
      if (key >= end) return;
      yield this.#read(key % MAX_NOTES);
    }
  }

  #firstFrom(key: number): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#keys[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #read(place: number): FrameNote {
    const page = this.#page(place);
    const at = (place % PAGE_NOTES) * NOTE_OCTETS;
    return {
      kind: NOTE_KINDS[page.getUint8(at + KIND)] ?? 'kept',
      connection: page.getUint32(at + CONNECTION),
      direction: page.getUint8(at + DIRECTION) === 0 ? 0 : 1,
      link: page.getUint32(at + LINK),
      duration: page.getFloat64(at + DURATION),
    };
  }

  #page(place: number): DataView {
    const page = this.#pages[Math.floor(place / PAGE_NOTES)];
    if (page === undefined) throw new RangeError(`no note ${place}`);
    return page;
  }
}
