/**
 * The stretch of a source that is in memory: a block, filled from front to back, or the source's own, where it has the
 * octets at hand. When it is full the unread tail moves to the front of the next; blocks grow only when one record needs more,
 * and only as octets really arrive, so that a length field of the input never decides how much is allocated.
 *
 * Invariant: octets [start, end) of `view` are read from the source and not used up; only demand() moves them, and those
 * before them stay as they are until the block goes back to the memory that it is from: other threads may be reading them.
 */
import { KeepscopeError } from '../errors.ts';
import { type BlockMemory, LostReader, OwnMemory } from './block-memory.ts';
import { OctetFault, type OctetSource } from './octet-source.ts';
import type { AnomalyCode } from './reader.ts';

/** One record, with its header, is never longer: no link layer has frames of that size. */
export const MAX_RECORD_OCTETS: number = 256 * 1024 * 1024;

/**
 * Octets that one refill asks for: 11 GB/s from the page cache; 3 GB/s with 64 KiB (2 cores, Node 20.20).
 */
export const BLOCK_OCTETS: number = 1024 * 1024;

export interface WindowOptions {
  /** Octets of a block; BLOCK_OCTETS unless given. */
  capacity?: number;
  /** Where blocks lie that are not the source's own. */
  memory?: BlockMemory;
}

/** The octets of a source that lie in memory, as one DataView. */
export class OctetWindow {
  view: DataView = EMPTY_VIEW;
  start = 0;
  end = 0;
  /** Why the source ended before its end; null while it is sound. */
  fault: AnomalyCode | null = null;
  /** What was thrown, where `fault` is not null. */
  cause: unknown = undefined;
  readonly source: OctetSource;
  readonly #capacity: number;
  readonly #memory: BlockMemory;
  /** What `view` is of; and the block of `#memory` that it is, or null. */
  #octets: Uint8Array = EMPTY;
  #block: Uint8Array | null = null;
  #ended = false;

  constructor(
    source: OctetSource,
    { capacity = BLOCK_OCTETS, memory = new OwnMemory() }: WindowOptions = {},
  ) {
    this.source = source;
    this.#capacity = capacity;
    this.#memory = memory;
  }

  /**
   * Reads until at least `needed` unread octets are here, and as many more as come at once. False where the source
   * ends before, or would: then what came stays readable and `fault` says whether the end is a fault. Throws nothing but a
   * KeepscopeError of the memory, which is no fault of the source.
   */
  async demand(needed: number): Promise<boolean> {
    if (this.end - this.start >= needed) return true;
    if (this.#ended || needed > MAX_RECORD_OCTETS) return false;
    try {
      while (this.end - this.start < needed) {
        if ((await this.#bring(needed)) > 0) continue;
        this.#ended = true;
        return false;
      }
      return true;
    } catch (cause) {
      // The memory's fault, not the source's.
      if (cause instanceof KeepscopeError || cause instanceof LostReader) throw cause;
      this.#ended = true;
      this.fault = cause instanceof OctetFault ? cause.anomaly : 'read-failed';
      this.cause = cause;
      return false;
    }
  }

  /** Gives the memory back. */
  release(): void {
    this.#show(EMPTY, null);
    this.start = 0;
    this.end = 0;
    this.#ended = true;
  }

  /** How many more octets came; 0 at the end, and where the source cannot fill `needed`. */
  async #bring(needed: number): Promise<number> {
    const unread = this.#octets.subarray(this.start, this.end);
    const all = await this.source.behind?.(unread);
    if (all) {
      this.#show(all, null);
      this.start = 0;
      this.end = all.length;
      return all.length - unread.length;
    }
    if (!(await this.#makeRoom(needed))) return 0;
    const count = await this.source.read(this.#octets.subarray(this.end));
    this.end += count;
    return count;
  }

  /** Leaves room behind the unread octets. False where the source cannot fill `needed`. */
  async #makeRoom(needed: number): Promise<boolean> {
    const unread = this.end - this.start;
    const { length } = this.#octets;
    const isForeign = this.#block === null;
    if (needed > length) {
      const remaining = await this.source.remaining();
      if (remaining !== null && length > 0 && unread + remaining < needed) return false;
      if (isForeign || unread === length) this.#move(Math.min(2 * length, needed));
      else if (this.start > 0) this.#move(length);
    } else {
      const room = length - this.end;
      const isTight = room < needed - unread || (this.start > 0 && room < length / ROOM_SHARE);
      if (isForeign || isTight) this.#move(needed);
    }
    return true;
  }

  /** Puts the unread octets at the front of another block, which holds so many at least. */
  #move(octets: number): void {
    const unread = this.#octets.subarray(this.start, this.end);
    const block = this.#memory.lend(Math.max(octets, this.#capacity));
    block.set(unread);
    this.#show(block, block);
    this.start = 0;
    this.end = unread.length;
  }

  #show(octets: Uint8Array, block: Uint8Array | null): void {
    if (this.#block !== null) this.#memory.takeBack(this.#block);
    this.#block = block;
    this.#octets = octets;
    this.view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  }
}

/** Another block is begun where less than one of so many parts of it is left: to read a few octets takes as long as many. */
const ROOM_SHARE = 8;

const EMPTY: Uint8Array = new Uint8Array(0);
const EMPTY_VIEW: DataView = new DataView(EMPTY.buffer);
