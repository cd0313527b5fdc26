/**
 * Frames to a capture stream of classic pcap with stamps of ns, taken when a frame is received: the addon gives none.
 * Frames are gathered into chunks. Nothing here waits, for nobody else takes frames from the kernel meanwhile: what the
 * reader is too slow for is kept up to a bound; beyond, frames are dropped and counted.
 */
import { PCAP_HEADER_OCTETS } from '../pcap.ts';
import { ReceiptClock } from './receipt-clock.ts';

/** Holds the longest frame with its record header. */
const CHUNK_OCTETS = 128 * 1024;
/** Chunks that may wait for the reader: 16 MiB. */
const MOST_WAITING = 128;
/** Dropped frames between two attempts to write. */
const ASK_EVERY = 64;
const RECORD_HEADER = 16;
const NANOSECOND_MAGIC = 0xa1b2_3c4d;

export class CapStream {
  /** Frames dropped so far. */
  dropped = 0;
  readonly #write: (octets: Uint8Array) => number;
  readonly #snaplen: number;
  readonly #clock = new ReceiptClock();
  readonly #waiting: Uint8Array[] = [];
  /** Octets [begin, filled) of the chunk are not written. */
  #chunk: Buffer = Buffer.allocUnsafe(CHUNK_OCTETS);
  #begin = 0;
  #filled: number = PCAP_HEADER_OCTETS;

  /** `write` gives how many of the octets the reader has room for now; 0 for none. */
  constructor(write: (octets: Uint8Array) => number, linkType: number, snaplen: number) {
    this.#write = write;
    this.#snaplen = snaplen;
    const header = this.#chunk.fill(0, 0, PCAP_HEADER_OCTETS);
    header.writeUInt32LE(NANOSECOND_MAGIC, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(snaplen, 16);
    header.writeUInt32LE(linkType, 20);
  }

  /** Takes the first `length` octets of `frame`, which may be overwritten afterwards. */
  take(frame: Buffer, length: number): void {
    const captured = Math.min(length, this.#snaplen);
    if (this.#filled + RECORD_HEADER + captured > CHUNK_OCTETS && !this.flush()) this.#queue();
    if (this.#isFull()) {
      this.dropped++;
      return;
    }
    this.#clock.read();
    const at = this.#filled;
    const chunk = this.#chunk;
    chunk.writeUInt32LE(this.#clock.seconds, at);
    chunk.writeUInt32LE(this.#clock.nanoseconds, at + 4);
    chunk.writeUInt32LE(captured, at + 8);
    chunk.writeUInt32LE(length, at + 12);
    frame.copy(chunk, at + RECORD_HEADER, 0, captured);
    this.#filled = at + RECORD_HEADER + captured;
  }

  /** Writes what the reader has room for. True where nothing is left. */
  flush(): boolean {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const written = this.#write(first);
      if (written < first.length) {
        this.#waiting[0] = first.subarray(written);
        return false;
      }
      this.#waiting.shift();
    }
    if (this.#begin < this.#filled)
      this.#begin += this.#write(this.#chunk.subarray(this.#begin, this.#filled));
    if (this.#begin < this.#filled) return false;
    this.#begin = 0;
    this.#filled = 0;
    return true;
  }

  /** Only a full chunk waits: 16 MiB are that many frames, however often the reader was asked meanwhile. */
  #queue(): void {
    this.#waiting.push(this.#chunk.subarray(this.#begin, this.#filled));
    this.#chunk = Buffer.allocUnsafe(CHUNK_OCTETS);
    this.#begin = 0;
    this.#filled = 0;
  }

  /** Where it is, the reader is asked again only now and then: each time costs as much as many frames. */
  #isFull(): boolean {
    if (this.#waiting.length > MOST_WAITING && this.dropped % ASK_EVERY === 0) this.flush();
    return this.#waiting.length > MOST_WAITING;
  }
}
