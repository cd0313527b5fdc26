/**
 * Frames from the thread that reads to all others, through shared memory: a ring of slots. The writer copies a batch of
 * frames, or of records, into a slot and publishes it; every reader goes over every slot in order. The last one is the end.
 *
 * Who is ahead sleeps until the other is half a ring further: waking a thread takes a virtual machine up to 0.2 ms, as
 * long as a slot's work.
 *
 * Invariant: slots [READ of a reader, WRITTEN) are that reader's; those before the READ of every reader are the writer's.
 * The counters only grow (they wrap together as Int32), and at most SLOTS lie between them.
 */
import type { FrameBatch } from '../capture/frame-batch.ts';
import type { RecordRun } from '../capture/record-run.ts';
import { FrameSlot } from './frame-slot.ts';

/** A power of two. With half as many, two threads of a busy machine waited twice as long for one another. */
const SLOTS = 64;

/** Words of the head: counters and sleepers; of each reader its READ, and 1 while it sleeps. */
const WRITTEN = 0;
const WRITER_SLEEPS = 1;
const READERS = 2;
const END_TIME_OCTET = 1024;
const HEAD_OCTETS = 2048;

/** A reader that takes nothing for so long is dead, ms. */
const STALLED = 60_000;

export function newRing(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEAD_OCTETS + SLOTS * FrameSlot.OCTETS);
}

/** What both ends know of the memory. */
class RingEnd {
  protected readonly head: Int32Array;
  protected readonly endTime: Float64Array;
  private readonly slots: readonly FrameSlot[];
  /** Slots that this end is done with. */
  protected done = 0;

  constructor(memory: SharedArrayBuffer) {
    this.head = new Int32Array(memory, 0, END_TIME_OCTET / 4);
    this.endTime = new Float64Array(memory, END_TIME_OCTET, 1);
    this.slots = Array.from(
      { length: SLOTS },
      (_, slot) => new FrameSlot(memory, HEAD_OCTETS + slot * FrameSlot.OCTETS),
    );
  }

  /** The next one. */
  protected get slot(): FrameSlot {
    const slot = this.slots[this.done & (SLOTS - 1)];
    if (slot === undefined) throw new RangeError('a ring without slots');
    return slot;
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
      from = this.slot.putFrames(frames, from, before + from);
      this.publish(false);
    }
  }

  /** Passes the records of the run on that were stepped over last. May wait for the readers. */
  writeRecords(run: RecordRun, before: number): void {
    this.slot.putRecords(run, before);
    this.publish(false);
  }

  /** Nothing follows; `now`: the time of the last frame of the captures, ns. */
  end(now: number): void {
    this.endTime[0] = now;
    this.slot.putEnd();
    this.publish(true);
  }

  private publish(isEnd: boolean): void {
    const { head } = this;
    Atomics.store(head, WRITTEN, ++this.done | 0);
    for (let reader = 0; reader < this.readers; reader++)
      if (isEnd || this.unread(reader) >= SLOTS / 2) wake(head, READERS + 2 * reader + 1);
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

  /** The next frames, which are there until release(), waiting for them; null at the end. */
  next(): FrameSlot | null {
    const { head, slot } = this;
    while (this.unread() === 0) {
      Atomics.store(head, this.sleeps, 1);
      if (this.unread() === 0) Atomics.wait(head, this.sleeps, 1);
    }
    if (slot.isEnd) return null;
    slot.look();
    return slot;
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
