/**
 * Segments from one thread to one other, through shared memory: a ring of chunks. The writer fills a chunk and publishes
 * it, the reader empties chunks in order and gives them back. An empty chunk is the end.
 *
 * Who is ahead sleeps until the other is half a ring further: waking a thread takes a virtual machine up to 0.2 ms, as
 * long as a chunk's work.
 *
 * Invariant: chunks [READ, WRITTEN) are the reader's, all others the writer's. Both counters only grow (they wrap
 * together as Int32), and at most CHUNKS lie between them.
 */
import type { Segment } from '../wire/segment.ts';
import { readSegment, SEGMENT_OCTETS, writeSegment } from './segment-octets.ts';

/** 3.4 MB in all: the ring stays in the cache that the cores share. */
const CHUNK_SEGMENTS = 512;
const CHUNKS = 64;

/** Words of the head: the counters, 1 while an end sleeps, then the segments of each chunk; then the time of the end. */
const WRITTEN = 0;
const READ = 1;
const WRITER_SLEEPS = 2;
const READER_SLEEPS = 3;
const COUNTS = 4;
const END_TIME_OCTET = 512;
const HEAD_OCTETS = 1024;

/** A reader that takes nothing for so long is dead, ms. */
const STALLED = 60_000;

export function newRing(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEAD_OCTETS + CHUNKS * CHUNK_SEGMENTS * SEGMENT_OCTETS);
}

/** The two ends share how the memory is laid out. */
class RingEnd {
  protected readonly head: Int32Array;
  protected readonly endTime: Float64Array;
  protected readonly words: Int32Array;
  protected readonly floats: Float64Array;
  /** Chunks that this end is done with; the place in the current one. */
  protected done = 0;
  protected place = 0;

  constructor(memory: SharedArrayBuffer) {
    this.head = new Int32Array(memory, 0, END_TIME_OCTET / 4);
    this.endTime = new Float64Array(memory, END_TIME_OCTET, 1);
    this.words = new Int32Array(memory, HEAD_OCTETS);
    this.floats = new Float64Array(memory, HEAD_OCTETS);
  }

  protected get chunk(): number {
    return this.done & (CHUNKS - 1);
  }
}

export class RingWriter extends RingEnd {
  /** Appends the segment. May wait for the reader. */
  write(segment: Segment): void {
    writeSegment(this.words, this.floats, this.chunk * CHUNK_SEGMENTS + this.place, segment);
    if (++this.place === CHUNK_SEGMENTS) this.publish();
  }

  /** Nothing follows; `now`: the time of the last frame of the captures, ns. */
  end(now: number): void {
    this.endTime[0] = now;
    if (this.place > 0) this.publish();
    this.publish();
  }

  private publish(): void {
    const { head } = this;
    head[COUNTS + this.chunk] = this.place;
    const isLast = this.place === 0;
    this.place = 0;
    Atomics.store(head, WRITTEN, ++this.done | 0);
    if (isLast || this.unread() >= CHUNKS / 2) wake(head, READER_SLEEPS);
    while (this.unread() >= CHUNKS) {
      Atomics.store(head, WRITER_SLEEPS, 1);
      if (this.unread() < CHUNKS) break;
      if (Atomics.wait(head, WRITER_SLEEPS, 1, STALLED) === 'timed-out')
        throw new Error('a thread of the analysis has stopped');
    }
  }

  private unread(): number {
    return (this.done - Atomics.load(this.head, READ)) | 0;
  }
}

export class RingReader extends RingEnd {
  /** Segments of the current chunk; -1: none is held. */
  private count = -1;

  /** The writer's `now`, once read() has said 0. */
  get now(): number {
    return this.endTime[0] ?? 0;
  }

  /** Fills the batch from its start, waiting for at least one segment; how many there are, 0 at the end. */
  read(batch: readonly Segment[]): number {
    if (this.count === -1) this.acquire();
    let filled = 0;
    for (const segment of batch) {
      if (this.place === this.count) break;
      readSegment(this.words, this.floats, this.chunk * CHUNK_SEGMENTS + this.place++, segment);
      filled++;
    }
    if (this.place === this.count && filled > 0) this.release();
    return filled;
  }

  private acquire(): void {
    const { head } = this;
    while (this.unread() === 0) {
      Atomics.store(head, READER_SLEEPS, 1);
      if (this.unread() === 0) Atomics.wait(head, READER_SLEEPS, 1);
    }
    this.count = head[COUNTS + this.chunk] ?? 0;
    this.place = 0;
  }

  private release(): void {
    this.count = -1;
    Atomics.store(this.head, READ, ++this.done | 0);
    if (this.unread() <= CHUNKS / 2) wake(this.head, WRITER_SLEEPS);
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
