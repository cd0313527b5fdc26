/**
 * A file that is read one block ahead: while one block is analyzed, the next is on its way, so that neither the disk
 * nor a busy machine's thread pool is waited for.
 * Blocks are not copied: whoever reads has one while another is filled.
 *
 * Where two threads keep two cores busy, though, and the file is in memory, as most are, a block is here in 0.2 ms, and to have yet
 * another thread bring it costs more (docs/performance.md). There, blocks are read at once when they are wanted, until one had to
 * come from a disk.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import { type BlockMemory, OwnMemory } from './block-memory.ts';
import type { OctetSource, PromptSource } from './octet-source.ts';

/** In front of a block, for what is left unread of the one before it: most records are shorter. */
const ROOM: number = 64 * 1024;
/** 1.5 MiB together: two threads take a twentieth less than with 1, and as long as with 2. */
const AHEAD_OCTETS: number = 1472 * 1024;
/** So many blocks are read at once before signals, and all else, have their turn: 12 MB, 10 to 40 ms. */
const AT_ONCE = 8;

export class ReadAheadSource implements OctetSource {
  readonly #source: PromptSource;
  readonly #memory: BlockMemory;
  /** The block that came last is [start, end) of this; null where none was asked for. The other piece is the caller's. */
  #piece: Uint8Array | null = null;
  #given: Uint8Array | null = null;
  #start = 0;
  #end = 0;
  /** The read on its way into the piece. */
  #coming: Promise<number> | null = null;
  /** Whether the next block is read at once, and how many were. */
  #isInMemory = false;
  #atOnce = 0;
  #isLocal: boolean | null = null;
  /** The source's, when the last block had come. */
  #diskReads = -1;

  /** `memory`: where the blocks lie. */
  constructor(source: PromptSource, memory: BlockMemory = new OwnMemory()) {
    this.#source = source;
    this.#memory = memory;
  }

  get octetsRead(): number {
    return this.#source.octetsRead - (this.#end - this.#start);
  }

  get octetsTotal(): number | null {
    return this.#source.octetsTotal;
  }

  async read(target: Uint8Array): Promise<number> {
    // A short first read is a look at what the file is: nothing to run ahead of.
    const isIdle = this.#start === this.#end && this.#coming === null && !this.#isInMemory;
    if (isIdle && target.length < AHEAD_OCTETS) return this.#source.read(target);
    await this.#arrive();
    const piece = this.#piece ?? EMPTY;
    const taken = piece.subarray(this.#start, Math.min(this.#end, this.#start + target.length));
    target.set(taken);
    this.#start += taken.length;
    if (this.#start === this.#end && taken.length > 0) this.#goAhead();
    return taken.length;
  }

  async behind(tail: Uint8Array): Promise<Uint8Array | null> {
    if (tail.length > ROOM) return null;
    await this.#arrive();
    const piece = this.#piece ?? EMPTY;
    const from = this.#start - tail.length;
    const octets = piece.subarray(from, this.#end);
    octets.set(tail);
    if (this.#given !== null) this.#memory.takeBack(this.#given);
    this.#given = piece;
    this.#piece = null;
    this.#start = this.#end;
    if (octets.length > tail.length) this.#goAhead();
    return octets;
  }

  async remaining(): Promise<number | null> {
    // What is on its way counts as read once it is here.
    if (this.#coming !== null) await this.#arrive();
    const remaining = await this.#source.remaining();
    return remaining === null ? null : remaining + this.#end - this.#start;
  }

  async close(): Promise<void> {
    // A file is not closed under a read.
    await this.#coming?.catch(() => undefined);
    for (const piece of [this.#piece, this.#given]) if (piece !== null) this.#memory.takeBack(piece);
    this.#piece = null;
    this.#given = null;
    await this.#source.close();
  }

  /** Waits until there is a block, or the end. */
  async #arrive(): Promise<void> {
    if (this.#start < this.#end) return;
    const count = await this.#next();
    this.#start = ROOM;
    this.#end = ROOM + count;
  }

  async #next(): Promise<number> {
    const count = this.#isInMemory ? await this.#readAtOnce() : await (this.#coming ?? this.#begin());
    this.#coming = null;
    if (this.#memory.fillsAtOnce) await this.#lookWhereFrom();
    return count;
  }

  async #readAtOnce(): Promise<number> {
    if (this.#atOnce++ % AT_ONCE === 0) await nextTurn();
    return this.#source.readAtOnce(this.#place());
  }

  /** Whether the last block was in memory, as far as one can tell: then so is the next one. */
  async #lookWhereFrom(): Promise<void> {
    this.#isLocal ??= await this.#source.isLocal();
    const { diskReads } = this.#source;
    this.#isInMemory = this.#isLocal && diskReads === this.#diskReads;
    this.#diskReads = diskReads;
  }

  #goAhead(): void {
    if (!this.#isInMemory) this.#begin();
  }

  #begin(): Promise<number> {
    const coming = this.#source.read(this.#place());
    this.#coming = coming;
    // Whoever reads next gets the fault; without a next read nobody must.
    coming.catch(() => undefined);
    return coming;
  }

  /** Where the next block is to lie. */
  #place(): Uint8Array {
    this.#piece ??= this.#memory.lend(ROOM + AHEAD_OCTETS);
    return this.#piece.subarray(ROOM, ROOM + AHEAD_OCTETS);
  }
}

const EMPTY: Uint8Array = new Uint8Array(0);
