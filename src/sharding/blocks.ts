/** Blocks of captures in the arena: what was read stays where it is until every thread has gone over it. */
import type { BlockMemory } from '../capture/block-memory.ts';
import type { Arena } from '../tracking/arena.ts';

/** Larger blocks hold a record that needs it: they are lent for nothing less, and go back to the arena. */
const LARGE: number = 2 * 1024 * 1024;
/** Octets of blocks that other threads may be reading; before more are allocated, the oldest is waited for. */
const MOST_WAITING: number = 16 * 1024 * 1024;

/** What of FrameRingWriter says how far other threads are. */
export interface Readers {
  /** Batches of frames that they were given. */
  readonly written: number;
  isRead(written: number): boolean;
  waitFor(written: number): void;
}

/** A block that was taken back, and how many batches were given out by then: their frames may lie there. */
interface Waiting {
  block: Uint8Array;
  written: number;
}

const NOBODY: Readers = { written: 0, isRead: () => true, waitFor: () => undefined };

export class Blocks implements BlockMemory {
  /** Those who read the blocks besides the thread that asks for them. */
  readers: Readers = NOBODY;
  fillsAtOnce = false;
  private readonly arena: Arena;
  /** Oldest first. */
  private waiting: Waiting[] = [];

  constructor(arena: Arena) {
    this.arena = arena;
  }

  /** May wait for the readers. */
  lend(octets: number): Uint8Array {
    this.waitForReaders();
    const { waiting, readers } = this;
    // The one that came back last may still be in the cache.
    const place = waiting.findLastIndex(
      ({ block: { length }, written }) =>
        length >= octets && (length <= LARGE || octets > LARGE) && readers.isRead(written),
    );
    const [found] = place < 0 ? [] : waiting.splice(place, 1);
    if (found !== undefined) return found.block;
    this.letGo();
    const at = this.arena.allocate(octets);
    return new Uint8Array(this.arena.buffer, at, octets);
  }

  takeBack(block: Uint8Array): void {
    this.waiting.push({ block, written: this.readers.written });
  }

  /** By octets, not by blocks: so many of the largest would be gigabytes. */
  private waitForReaders(): void {
    const { waiting, readers } = this;
    let octets = 0;
    for (let place = waiting.length - 1; place >= 0; place--) {
      const { block, written } = waiting[place] as Waiting;
      octets += block.length;
      if (octets < MOST_WAITING) continue;
      if (!readers.isRead(written)) readers.waitFor(written);
      return;
    }
  }

  /** Large ones that are no longer read become room for anything. */
  private letGo(): void {
    this.waiting = this.waiting.filter(({ block, written }) => {
      const isOver = block.length > LARGE && this.readers.isRead(written);
      if (isOver) this.arena.release(block.byteOffset, block.length);
      return !isOver;
    });
  }
}
