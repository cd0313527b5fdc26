/**
 * Frames from the thread that reads to all others: a ring of batches in the arena that they share. The writer fills the columns
 * of one and publishes it; every reader goes over every batch in order. Octets are not copied: they stay where they were read.
 *
 * Who is ahead sleeps until the other is half a ring further: waking a thread takes a virtual machine up to 0.2 ms, nearly
 * as long as a batch's work.
 *
 * Invariant: batches [READ of a reader, WRITTEN) are that reader's; those before the READ of every reader are the writer's.
 * The counters only grow (they wrap together as Int32), and at most SLOTS lie between them.
 */
import { LostReader } from '../capture/block-memory.ts';
import { FrameBatch } from '../capture/frame-batch.ts';
import { COLUMN_OCTETS } from '../capture/frame-layout.ts';
import type { Arena } from '../tracking/arena.ts';

/** A power of two. These are 2 ms of work: a thread that has to share its core for as long keeps no other one waiting. */
const SLOTS = 8;

/** Words of the head: counters and sleepers, 1 once a reader has failed; of each reader its READ, and 1 while it sleeps. */
const WRITTEN = 0;
const WRITER_SLEEPS = 1;
const FAILED = 2;
const READERS = 3;
const END_TIME_OCTET = 1024;
const HEAD_OCTETS = 2048;

/** Words behind the columns: how many frames came before; where their octets are in the arena, and how many. */
const BEFORE = 0;
const OCTETS = 1;
const LENGTH = 2;
/** How many frames there are, or that there is an end. */
const COUNT = 3;
const END = -1;
const WORDS = 4;
const SLOT_OCTETS: number = COLUMN_OCTETS + 4 * WORDS + 8;

/**
 * A reader that takes nothing for so many waits, each of so many ms, is dead. Not in one: a process that was stopped (Ctrl-Z)
 * finds that the time of its wait is over when it goes on.
 */
const STALLED = 20_000;
const WAITS = 3;

interface Slot {
  frames: FrameBatch;
  words: Uint32Array;
}

/** What both ends know of the memory. */
class RingEnd {
  protected readonly head: Int32Array;
  protected readonly endTime: Float64Array;
  private readonly slots: readonly Slot[];
  /** Batches that this end is done with. */
  protected done = 0;

  constructor(arena: Arena, place: number, count: number) {
    const { buffer } = arena.view(place, HEAD_OCTETS + count * SLOT_OCTETS);
    this.head = new Int32Array(buffer, place, END_TIME_OCTET / 4);
    this.endTime = new Float64Array(buffer, place + END_TIME_OCTET, 1);
    this.slots = Array.from({ length: count }, (_, slot) => {
      const at = place + HEAD_OCTETS + slot * SLOT_OCTETS;
      return {
        frames: new FrameBatch(buffer, at),
        words: new Uint32Array(buffer, at + COLUMN_OCTETS, WORDS),
      };
    });
  }

  /** The next one. */
  protected get slot(): Slot {
    const slot = this.slots[this.done & (this.slots.length - 1)];
    if (slot === undefined) throw new RangeError('a ring without slots');
    return slot;
  }
}

export class FrameRingWriter extends RingEnd {
  /** Where it is in the arena. */
  readonly place: number;
  private readonly readers: number;

  constructor(arena: Arena, readers: number) {
    const slots = readers === 0 ? 1 : SLOTS;
    const place = arena.allocate(HEAD_OCTETS + slots * SLOT_OCTETS);
    super(arena, place, slots);
    this.place = place;
    this.readers = readers;
  }

  /** Batches that were published. */
  get written(): number {
    return this.done;
  }

  /** The batch to be filled; it is the same one until it is published. May wait for the readers. */
  next(): FrameBatch {
    if (this.mostUnread() >= SLOTS) this.waitFor(this.done - SLOTS + 1);
    return this.slot.frames;
  }

  /** Passes the batch on, which `before` frames came before. Its octets, which lie in the arena, stay there until it was read. */
  publish(before: number): void {
    const { frames, words } = this.slot;
    words[BEFORE] = before;
    words[OCTETS] = frames.view.byteOffset;
    words[LENGTH] = frames.view.byteLength;
    words[COUNT] = frames.count;
    this.advance(false);
  }

  /** Nothing follows; `now`: the time of the last frame of the captures, ns. May wait for the readers. */
  end(now: number): void {
    this.next();
    this.endTime[0] = now;
    this.slot.words[COUNT] = END;
    this.advance(true);
  }

  /** Whether every reader is done with the first `written` batches. */
  isRead(written: number): boolean {
    return this.mostUnread() <= this.done - written;
  }

  /** Sleeps until every reader is done with the first `written` batches. Throws a LostReader where one never will be. */
  waitFor(written: number): void {
    const { head } = this;
    for (let reader = 0; reader < this.readers; reader++) wake(head, READERS + 2 * reader + 1);
    let unread = this.mostUnread();
    for (let waits = 0; !this.isRead(written); ) {
      Atomics.store(head, WRITER_SLEEPS, 1);
      if (this.isRead(written)) return;
      if (Atomics.load(head, FAILED) === 1) throw new LostReader();
      if (Atomics.wait(head, WRITER_SLEEPS, 1, STALLED) !== 'timed-out') continue;
      waits = this.mostUnread() === unread ? waits + 1 : 0;
      unread = this.mostUnread();
      if (waits === WAITS) throw new LostReader();
    }
  }

  private advance(isEnd: boolean): void {
    const { head } = this;
    Atomics.store(head, WRITTEN, ++this.done | 0);
    for (let reader = 0; reader < this.readers; reader++)
      if (isEnd || this.unread(reader) >= SLOTS / 2) wake(head, READERS + 2 * reader + 1);
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
  private readonly arena: Arena;
  private readonly read: number;
  private readonly sleeps: number;

  /** `place`: the writer's; `reader`: its number, from 0. */
  constructor(arena: Arena, place: number, reader: number) {
    super(arena, place, SLOTS);
    this.arena = arena;
    this.read = READERS + 2 * reader;
    this.sleeps = this.read + 1;
  }

  /** The writer's `now`, once next() has said null. */
  get now(): number {
    return this.endTime[0] ?? 0;
  }

  /** How many frames came before those that next() has given. */
  get before(): number {
    return this.slot.words[BEFORE] ?? 0;
  }

  /** The next frames, which are there until release(), waiting for them; null at the end. */
  next(): FrameBatch | null {
    const { head } = this;
    while (this.unread() === 0) {
      Atomics.store(head, this.sleeps, 1);
      if (this.unread() === 0) Atomics.wait(head, this.sleeps, 1);
    }
    const { frames, words } = this.slot;
    const count = (words[COUNT] ?? 0) | 0;
    if (count === END) return null;
    frames.count = count;
    frames.view = this.arena.view(words[OCTETS] ?? 0, words[LENGTH] ?? 0);
    return frames;
  }

  /** Gives the batch back. */
  release(): void {
    Atomics.store(this.head, this.read, ++this.done | 0);
    if (this.unread() <= SLOTS / 2) wake(this.head, WRITER_SLEEPS);
  }

  /** It will read no more: nobody is to wait for it. */
  fail(): void {
    Atomics.store(this.head, FAILED, 1);
    wake(this.head, WRITER_SLEEPS);
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
