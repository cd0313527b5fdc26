/**
 * A capture file under construction: frames are put into one buffer of 8 MiB that goes to the file when it is full.
 * Either classic little-endian pcap with microseconds, or little-endian pcapng with one interface
 * (draft-ietf-opsawg-pcapng §4.1 to §4.3).
 */
import { closeSync, openSync, writeSync } from 'node:fs';

const BUFFER_OCTETS = 8 << 20;
/** 2025-07-01T00:00:00Z, the capture's time 0, in microseconds. */
const EPOCH = 1_751_328_000_000_000;
/** Of an Enhanced Packet Block: all before its frame, and the length that is repeated behind it. */
const BLOCK_HEADER = 28;
const BLOCK_TRAILER = 4;
const ETHERNET = 1;

export class FrameFile {
  frames = 0;
  readonly octets: Buffer = Buffer.alloc(BUFFER_OCTETS);
  readonly view: DataView = new DataView(this.octets.buffer, this.octets.byteOffset, BUFFER_OCTETS);

  private readonly file: number;
  private readonly pcapng: boolean;
  private used = 0;

  constructor(path: string, pcapng: boolean, snaplen: number) {
    this.pcapng = pcapng;
    this.file = openSync(path, 'w');
    if (pcapng) {
      // Section Header Block of unknown length, version 1.0; Interface Description Block.
      this.words(0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28);
      this.words(1, 20, ETHERNET, snaplen, 20);
    } else {
      this.words(0xa1b2c3d4, 0x0004_0002, 0, 0, snaplen, ETHERNET);
    }
  }

  /** Begins the next frame, `now` microseconds after the first one, and says where in `octets` it goes. */
  frame(now: number, captured: number, original: number): number {
    const room = (captured + 3) & ~3;
    if (this.used + BLOCK_HEADER + room + BLOCK_TRAILER > BUFFER_OCTETS) this.flush();
    this.frames += 1;
    const time = EPOCH + now;
    if (!this.pcapng) {
      const seconds = Math.floor(time / 1_000_000);
      this.words(seconds, time - seconds * 1_000_000, captured, original);
      this.used += captured;
      return this.used - captured;
    }
    const length = BLOCK_HEADER + room + BLOCK_TRAILER;
    const high = Math.floor(time / 2 ** 32);
    this.words(6, length, 0, high, time - high * 2 ** 32, captured, original);
    const at = this.used;
    this.octets.fill(0, at + captured, at + room);
    this.used += room;
    this.words(length);
    return at;
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private words(...values: number[]): void {
    for (const value of values) {
      this.view.setUint32(this.used, value, true);
      this.used += 4;
    }
  }

  private flush(): void {
    for (let sent = 0; sent < this.used; ) sent += writeSync(this.file, this.octets, sent, this.used - sent);
    this.used = 0;
  }
}
