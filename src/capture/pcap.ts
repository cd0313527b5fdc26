/**
 * Classic pcap (draft-ietf-opsawg-pcap) to frames: microseconds and nanoseconds, both byte orders, and the "modified"
 * form of A. Kuznetzov's patch, whose records have 8 octets more in their header (Wireshark, wiretap/libpcap.c).
 * Time is the difference to the file's first frame, so that a float of nanoseconds holds it exactly.
 */
import { BlockReader, PLAUSIBLE_CAPTURED_LENGTH } from './block-reader.ts';
import type { Epoch } from './epoch.ts';
import { FrameBatch } from './frame-batch.ts';
import { BATCH_FRAMES } from './frame-layout.ts';
import type { OctetSource } from './octet-source.ts';
import { MAX_RECORD_OCTETS } from './octet-window.ts';
import type { CaptureFacts } from './reader.ts';

/** Octets of the file header. */
export const PCAP_HEADER_OCTETS = 24;

/** What the file header says of the records. */
export interface PcapHeader {
  littleEndian: boolean;
  /** Nanoseconds of one unit of the time stamp's second half. */
  nanosecondsPerUnit: 1 | 1000;
  recordHeaderOctets: 16 | 24;
  snaplen: number;
  linkType: number;
}

/** Reads the file header; null where the first four octets are no magic of pcap. `view` holds 24 octets at least. */
export function readPcapHeader(view: DataView): PcapHeader | null {
  const littleEndian = PCAP_MAGICS.has(view.getUint32(0, true));
  const magic = view.getUint32(0, littleEndian);
  if (!PCAP_MAGICS.has(magic)) return null;
  return {
    littleEndian,
    nanosecondsPerUnit: magic === NANOSECOND_MAGIC ? 1 : 1000,
    recordHeaderOctets: magic === MODIFIED_MAGIC ? 24 : 16,
    snaplen: view.getUint32(16, littleEndian),
    // The high half holds the length of the FCS (draft-ietf-opsawg-pcap §4).
    linkType: view.getUint32(20, littleEndian) & 0xffff,
  };
}

const NANOSECOND_MAGIC = 0xa1b2_3c4d;
const MODIFIED_MAGIC = 0xa1b2_cd34;
const PCAP_MAGICS: ReadonlySet<number> = new Set([0xa1b2_c3d4, NANOSECOND_MAGIC, MODIFIED_MAGIC]);

/** Steps through the records of a pcap file. */
export class PcapReader extends BlockReader {
  readonly header: PcapHeader;
  readonly #littleEndian: boolean;
  readonly #recordHeaderOctets: number;
  readonly #nanosecondsPerUnit: number;
  /** The file's first time stamp, and what it is on the timeline. */
  #referenceSeconds = 0;
  #referenceFraction = 0;
  #offset = 0;
  #headerIsAhead = true;
  /** What next() steps to; made when it is asked for, as thousands of captures may wait for their turn. */
  #one: FrameBatch | null = null;

  constructor(source: OctetSource, header: PcapHeader, facts: CaptureFacts, epoch: Epoch, capacity?: number) {
    super(source, facts, epoch, capacity);
    this.header = header;
    this.#littleEndian = header.littleEndian;
    this.#recordHeaderOctets = header.recordHeaderOctets;
    this.#nanosecondsPerUnit = header.nanosecondsPerUnit;
    this.linkType = header.linkType;
    this.facts.linkTypes = [header.linkType];
    this.needed = PCAP_HEADER_OCTETS;
    this.plausible = header.recordHeaderOctets + Math.max(header.snaplen, PLAUSIBLE_CAPTURED_LENGTH);
  }

  next(): boolean {
    this.#one ??= new FrameBatch();
    const one = this.#one;
    if (!this.#step(one, 1)) return false;
    this.start = one.starts[0] ?? 0;
    this.end = one.ends[0] ?? 0;
    this.originalLength = one.originalLengths[0] ?? 0;
    return true;
  }

  override take(frames: FrameBatch): boolean {
    return this.#step(frames, BATCH_FRAMES);
  }

  /** Steps through at most so many frames; false at the block's end. The hot loop: what it needs is in variables. */
  #step(frames: FrameBatch, most: number): boolean {
    if (this.#headerIsAhead && !this.#skipHeader()) return false;
    const { view, limit, linkType } = this;
    const { times, starts, ends, originalLengths, linkTypes, untimed } = frames;
    const littleEndian = this.#littleEndian;
    const recordHeaderOctets = this.#recordHeaderOctets;
    let at = this.position;
    let needed = 0;
    let count = 0;
    while (count < most) {
      const start = at + recordHeaderOctets;
      needed = recordHeaderOctets;
      if (start > limit) break;
      const captured = view.getUint32(at + 8, littleEndian);
      const end = start + captured;
      needed += captured;
      if (end > limit) break;
      starts[count] = start;
      ends[count] = end;
      originalLengths[count] = view.getUint32(at + 12, littleEndian);
      linkTypes[count] = linkType;
      untimed[count] = 0;
      times[count] = this.#timeOf(view.getUint32(at, littleEndian), view.getUint32(at + 4, littleEndian));
      at = end;
      count++;
    }
    this.position = at;
    frames.view = view;
    frames.count = count;
    if (count < most) this.#await(needed);
    return count > 0;
  }

  /** The time of the frame after the last one. */
  #timeOf(seconds: number, fraction: number): number {
    if (this.frame++ === 0) this.#beginTime(seconds, fraction);
    const time =
      (seconds - this.#referenceSeconds) * 1e9 +
      (fraction - this.#referenceFraction) * this.#nanosecondsPerUnit +
      this.#offset;
    if (time < this.time) this.count('time-backwards', this.frame);
    this.time = time;
    return time;
  }

  #await(octets: number): void {
    this.needed = octets;
    if (octets > MAX_RECORD_OCTETS) this.stop('absurd-record-length');
  }

  #skipHeader(): boolean {
    if (this.limit - this.position < PCAP_HEADER_OCTETS) return false;
    this.#headerIsAhead = false;
    this.position += PCAP_HEADER_OCTETS;
    return true;
  }

  #beginTime(seconds: number, fraction: number): void {
    this.#referenceSeconds = seconds;
    this.#referenceFraction = fraction;
    const nanoseconds = BigInt(fraction) * BigInt(this.#nanosecondsPerUnit);
    this.#offset = this.sinceEpoch(BigInt(seconds) * 1_000_000_000n + nanoseconds);
    this.time = this.#offset;
  }
}
