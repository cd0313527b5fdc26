/**
 * The stretch of a source that is in memory: one buffer, filled again and again, or the source's own, where it has the
 * octets at hand. The unread tail moves to the front before each refill; the buffer grows only when one record needs more,
 * and only as octets really arrive, so that a length field of the input never decides how much is allocated.
 *
 * Invariant: octets [start, end) of `view` are read from the source and not used up; only demand() moves them.
 */
import { OctetFault, type OctetSource } from './octet-source.ts';
import type { AnomalyCode } from './reader.ts';

/** One record, with its header, is never longer: no link layer has frames of that size. */
export const MAX_RECORD_OCTETS: number = 256 * 1024 * 1024;

/**
 * Octets that one refill asks for: 11 GB/s from the page cache; 3 GB/s with 64 KiB (2 cores, Node 20.20).
 */
export const BLOCK_OCTETS: number = 1024 * 1024;

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
  #octets: Uint8Array = EMPTY;
  #ended = false;

  constructor(source: OctetSource, capacity: number = BLOCK_OCTETS) {
    this.source = source;
    this.#capacity = capacity;
  }

  /**
   * Reads until at least `needed` unread octets are here, and as many more as come at once. False where the source
   * ends before, or would: then what came stays readable and `fault` says whether the end is a fault. Never throws.
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
      this.#ended = true;
      this.fault = cause instanceof OctetFault ? cause.anomaly : 'read-failed';
      this.cause = cause;
      return false;
    }
  }

  /** Gives the memory back. */
  release(): void {
    this.#octets = EMPTY;
    this.view = EMPTY_VIEW;
    this.start = 0;
    this.end = 0;
    this.#ended = true;
  }

  /** How many more octets came; 0 at the end, and where the source cannot fill `needed`. */
  async #bring(needed: number): Promise<number> {
    const unread = this.#octets.subarray(this.start, this.end);
    const all = await this.source.behind?.(unread);
    if (all) {
      this.#octets = all;
      this.view = new DataView(all.buffer, all.byteOffset, all.length);
      this.start = 0;
      this.end = all.length;
      return all.length - unread.length;
    }
    if (!(await this.#makeRoom(needed))) return 0;
    const count = await this.source.read(this.#octets.subarray(this.end));
    this.end += count;
    return count;
  }

  /** Puts the unread octets first and leaves room behind them. False where the source cannot fill `needed`. */
  async #makeRoom(needed: number): Promise<boolean> {
    const unread = this.end - this.start;
    if (needed > this.#octets.length) {
      const remaining = await this.source.remaining();
      if (remaining !== null && this.#octets.length > 0 && unread + remaining < needed) return false;
      if (unread === this.#octets.length) this.#grow(needed);
    }
    if (this.start > 0) {
      this.#octets.copyWithin(0, this.start, this.end);
      this.start = 0;
      this.end = unread;
    }
    return true;
  }

  #grow(needed: number): void {
    const length = Math.min(
      Math.max(this.#capacity, 2 * this.#octets.length),
      Math.max(needed, this.#capacity),
    );
    const octets = new Uint8Array(length);
    octets.set(this.#octets.subarray(this.start, this.end));
    this.end -= this.start;
    this.start = 0;
    this.#octets = octets;
    this.view = new DataView(octets.buffer);
  }
}

const EMPTY: Uint8Array = new Uint8Array(0);
const EMPTY_VIEW: DataView = new DataView(EMPTY.buffer);
