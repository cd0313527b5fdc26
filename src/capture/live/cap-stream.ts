/**
 * Frames to a capture stream of classic pcap with stamps of ns, taken when a frame is received: the addon gives none.
 * Frames are gathered into chunks; a chunk goes out when it is full, or when the kernel has nothing more. Where the
 * reader is slow the stream never waits: beyond a bound, frames are dropped and counted.
 */
import type { Writable } from 'node:stream';

import { PCAP_HEADER_OCTETS } from '../pcap.ts';

/** Holds the longest frame with its record header. */
const CHUNK_OCTETS = 128 * 1024;
/** Octets that may wait for the reader. */
const MOST_WAITING = 16 * 1024 * 1024;
const RECORD_HEADER = 16;
const NANOSECOND_MAGIC = 0xa1b2_3c4d;

export class CapStream {
  readonly #output: Writable;
  readonly #snaplen: number;
  readonly #clock = new ReceiptClock();
  #chunk: Buffer = Buffer.allocUnsafe(CHUNK_OCTETS);
  #filled = 0;
  #isFlushDue = false;
  #dropped = 0;

  /** Writes the header at once: it tells the reader that capturing has begun. */
  constructor(output: Writable, linkType: number, snaplen: number) {
    this.#output = output;
    this.#snaplen = snaplen;
    const header = Buffer.alloc(PCAP_HEADER_OCTETS);
    header.writeUInt32LE(NANOSECOND_MAGIC, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(snaplen, 16);
    header.writeUInt32LE(linkType, 20);
    output.write(header);
  }

  /** Takes the first `length` octets of `frame`, which may be overwritten afterwards. */
  take(frame: Buffer, length: number): void {
    const captured = Math.min(length, this.#snaplen);
    if (this.#filled + RECORD_HEADER + captured > this.#chunk.length) this.#flush();
    if (this.#output.writableLength > MOST_WAITING) {
      this.#dropped++;
      return;
    }
    this.#clock.read();
    const at = this.#filled;
    this.#chunk.writeUInt32LE(this.#clock.seconds, at);
    this.#chunk.writeUInt32LE(this.#clock.nanoseconds, at + 4);
    this.#chunk.writeUInt32LE(captured, at + 8);
    this.#chunk.writeUInt32LE(length, at + 12);
    frame.copy(this.#chunk, at + RECORD_HEADER, 0, captured);
    this.#filled = at + RECORD_HEADER + captured;
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    setImmediate(() => this.#flush());
  }

  /** Frames dropped since it was last asked. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  /** Writes what is left, then calls back. */
  end(done: () => void): void {
    this.#flush();
    this.#output.end(done);
  }

  #flush(): void {
    this.#isFlushDue = false;
    if (this.#filled === 0) return;
    this.#output.write(this.#chunk.subarray(0, this.#filled));
    this.#chunk = Buffer.allocUnsafe(CHUNK_OCTETS);
    this.#filled = 0;
  }
}

/** The wall clock in ns, from the monotonic one and an anchor; the anchor follows when the wall clock is set. */
class ReceiptClock {
  seconds = 0;
  nanoseconds = 0;
  /** Whole seconds since 1970, and the ms above them, at the origin of performance.now(). */
  #originSeconds = Math.floor(performance.timeOrigin / 1000);
  #originFraction = performance.timeOrigin % 1000;
  #checkedAt = 0;

  read(): void {
    const now = performance.now();
    if (now - this.#checkedAt > CHECK_EVERY) this.#follow(now);
    const since = this.#originFraction + now;
    const whole = Math.floor(since / 1000);
    this.seconds = this.#originSeconds + whole;
    this.nanoseconds = Math.min(999_999_999, Math.floor((since - whole * 1000) * 1e6));
  }

  /** The monotonic clock stands still while the machine sleeps, and the wall clock may be set. */
  #follow(now: number): void {
    this.#checkedAt = now;
    const off = Date.now() - this.#originSeconds * 1000 - this.#originFraction - now;
    if (Math.abs(off) > MOST_OFF) this.#originFraction += off;
  }
}

/** Milliseconds. Date.now() is cut to whole ones. */
const CHECK_EVERY = 1000;
const MOST_OFF = 2;
