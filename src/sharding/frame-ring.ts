/**
 * Frames from the thread that reads to all others, through shared memory: a ring of slots. The writer copies a batch of
 * frames into a slot, their octets too, and publishes it; every reader goes over every slot in order. An empty one is the
 * end.
 *
 * Who is ahead sleeps until the other is half a ring further: waking a thread takes a virtual machine up to 0.2 ms, as
 * long as a slot's work.
 *
 * Invariant: slots [READ of a reader, WRITTEN) are that reader's; those before the READ of every reader are the writer's.
 * The counters only grow (they wrap together as Int32), and at most SLOTS lie between them.
 */
import { FrameBatch } from '../capture/frame-batch.ts';
import { COLUMN_OCTETS } from '../capture/frame-layout.ts';
import { copyFrames, WORD } from './frame-copy.ts';

/** Octets of the frames of a slot. */
const SLOT_OCTETS: number = 256 * 1024 + WORD;
const SLOTS = 32;
const SLOT_PITCH: number = SLOT_OCTETS + COLUMN_OCTETS;

/** Words of the head: counters and sleepers; then of each slot how many frames it has and how many came before them. */
const WRITTEN = 0;
const WRITER_SLEEPS = 1;
const COUNTS = 2;
const BEFORE = COUNTS + SLOTS;
/** Of each reader its READ, and 1 while it sleeps. */
const READERS = BEFORE + SLOTS;
const END_TIME_OCTET = 1024;
const HEAD_OCTETS = 2048;

/** A reader that takes nothing for so long is dead, ms. */
const STALLED = 60_000;

export function newRing(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEAD_OCTETS + SLOTS * SLOT_PITCH);
}

/** What both ends know of the memory. */
class RingEnd {
  protected readonly head: Int32Array;
  protected readonly endTime: Float64Array;
  protected readonly slots: readonly FrameBatch[];
  protected readonly octets: readonly Uint8Array[];
  /** Slots that this end is done with. */
  protected done = 0;

  constructor(memory: SharedArrayBuffer) {
    const places = Array.from({ length: SLOTS }, (_, slot) => HEAD_OCTETS + slot * SLOT_PITCH);
    this.head = new Int32Array(memory, 0, END_TIME_OCTET / 4);
    this.endTime = new Float64Array(memory, END_TIME_OCTET, 1);
    this.octets = places.map((at) => new Uint8Array(memory, at, SLOT_OCTETS));
    this.slots = places.map((at) => {
      const frames = new FrameBatch(memory, at + SLOT_OCTETS);
      frames.view = new DataView(memory, at, SLOT_OCTETS);
      return frames;
    });
  }

  protected get slot(): number {
    return this.done & (SLOTS - 1);
  }
}

export class FrameRingWriter extends RingEnd {
  private readonly readers: number;

  constructor(memory: SharedArrayBuffer, readers: number) {
    super(memory);
    this.readers = readers;
  }

  /** Passes the frames on, which `before` came before. May wait for the readers. */
  write(frames: FrameBatch, before: number): void {
    for (let from = 0; from < frames.count; ) {
      const slot = this.slots[this.slot];
      const octets = this.octets[this.slot];
      if (slot === undefined || octets === undefined) return;
      const to = copyFrames(frames, from, slot, octets);
      this.publish(to - from, before + from);
      from = to;
    }
  }

  /** Nothing follows; `now`: the time of the last frame of the captures, ns. */
  end(now: number): void {
    this.endTime[0] = now;
    this.publish(0, 0);
  }

  private publish(count: number, before: number): void {
    const { head } = this;
    head[COUNTS + this.slot] = count;
    head[BEFORE + this.slot] = before;
    Atomics.store(head, WRITTEN, ++this.done | 0);
    for (let reader = 0; reader < this.readers; reader++)
      if (count === 0 || this.unread(reader) >= SLOTS / 2) wake(head, READERS + 2 * reader + 1);
    while (this.mostUnread() >= SLOTS) {
      Atomics.store(head, WRITER_SLEEPS, 1);
      if (this.mostUnread() < SLOTS) break;
      if (Atomics.wait(head, WRITER_SLEEPS, 1, STALLED) === 'timed-out')
        throw new Error('a thread of the analysis has stopped');
    }
  }

  private unread(reader: number): number {
    return (this.done - Atomics.load(this.head, READERS + 2 * reader)) | 0;
  }

  private mostUnread(): number {
    let most = 0;
    for (let reader = 0; reader < this.readers; reader++) most = Math.max(most, this.unread(reader));
    return most;
  }
}

export class FrameRingReader extends RingEnd {
  private readonly read: number;
  private readonly sleeps: number;

  /** `reader`: its number, from 0. */
  constructor(memory: SharedArrayBuffer, reader: number) {
    super(memory);
    this.read = READERS + 2 * reader;
    this.sleeps = this.read + 1;
  }

  /** The writer's `now`, once next() has said null. */
  get now(): number {
    return this.endTime[0] ?? 0;
  }

  /** How many frames came before those that next() gave. */
  get before(): number {
    return (this.head[BEFORE + this.slot] ?? 0) >>> 0;
  }

  /** The next frames, which are there until release(), waiting for them; null at the end. */
  next(): FrameBatch | null {
    const { head } = this;
    while (this.unread() === 0) {
      Atomics.store(head, this.sleeps, 1);
      if (this.unread() === 0) Atomics.wait(head, this.sleeps, 1);
    }
    const frames = this.slots[this.slot];
    const count = head[COUNTS + this.slot] ?? 0;
    if (frames === undefined || count === 0) return null;
    frames.count = count;
    return frames;
  }

  /** Gives the slot back. */
  release(): void {
    Atomics.store(this.head, this.read, ++this.done | 0);
    if (this.unread() <= SLOTS / 2) wake(this.head, WRITER_SLEEPS);
  }

  private unread(): number {
    return (Atomics.load(this.head, WRITTEN) - this.done) | 0;
  }
}

/** Wakes the end that sleeps at `word`, if it does. */
function wake(head: Int32Array, word: number): void {
  if (Atomics.load(head, word) === 0) return;
  Atomics.store(head, word, 0);
  Atomics.notify(head, word);
}
