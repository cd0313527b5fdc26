/**
 * Classic pcap (draft-ietf-opsawg-pcap) to frames: microseconds and nanoseconds, both byte orders, and the "modified"
 * form of A. Kuznetzov's patch, whose records have 8 octets more in their header (Wireshark, wiretap/libpcap.c).
 * Time is the difference to the file's first frame, so that a float of nanoseconds holds it exactly.
 */
import { BlockReader, PLAUSIBLE_CAPTURED_LENGTH } from './block-reader.ts';
import type { Epoch } from './epoch.ts';
import { type FrameBatch, takeByStep } from './frame-batch.ts';
import * as L from './frame-layout.ts';
import type { OctetSource } from './octet-source.ts';
import { MAX_RECORD_OCTETS, type WindowOptions } from './octet-window.ts';
import type { CaptureFacts } from './reader.ts';
import { RecordRun } from './record-run.ts';

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
  /** Once the first frame has said what its time is. */
  #run: RecordRun | null = null;

  constructor(
    source: OctetSource,
    header: PcapHeader,
    facts: CaptureFacts,
    epoch: Epoch,
    window?: WindowOptions,
  ) {
    super(source, facts, epoch, window);
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
    if (this.#headerIsAhead && !this.#skipHeader()) return false;
    const { view, limit, position } = this;
    const littleEndian = this.#littleEndian;
    const start = position + this.#recordHeaderOctets;
    if (start > limit) return this.#await(this.#recordHeaderOctets);
    const captured = view.getUint32(position + 8, littleEndian);
    const end = start + captured;
    if (end > limit) return this.#await(this.#recordHeaderOctets + captured);
    this.start = start;
    this.end = end;
    this.originalLength = view.getUint32(position + 12, littleEndian);
    this.#takeTime(view.getUint32(position, littleEndian), view.getUint32(position + 4, littleEndian));
    this.position = end;
    return true;
  }

  /** The first alone, which says what its time is: the others may be stepped over as records. */
  override take(frames: FrameBatch): boolean {
    return takeByStep(this, frames, this.#run === null ? 1 : L.BATCH_FRAMES);
  }

  override records(): RecordRun | null {
    if (this.limit - this.position < this.#recordHeaderOctets) return null;
    this.#run?.place(this.view, this.position, this.limit);
    return this.#run;
  }

  override follow({ next, isSteady }: RecordRun, { times, count }: FrameBatch): void {
    this.position = next;
    if (isSteady && (times[0] ?? 0) >= this.time) {
      this.frame += count;
      this.time = times[count - 1] ?? 0;
    } else for (let place = 0; place < count; place++) this.#advanceTo(times[place] ?? 0);
  }

  /** Of the frame after the last one. */
  #takeTime(seconds: number, fraction: number): void {
    if (this.frame === 0) this.#beginTime(seconds, fraction);
    this.#advanceTo(
      (seconds - this.#referenceSeconds) * 1e9 +
        (fraction - this.#referenceFraction) * this.#nanosecondsPerUnit +
        this.#offset,
    );
  }

  #advanceTo(time: number): void {
    this.frame++;
    if (time < this.time) this.count('time-backwards', this.frame);
    this.time = time;
  }

  #await(octets: number): false {
    this.needed = octets;
    if (octets > MAX_RECORD_OCTETS) this.stop('absurd-record-length');
    return false;
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
    this.#run = new RecordRun();
    const { form } = this.#run;
    form[L.FORM_BIG_ENDIAN] = this.#littleEndian ? 0 : 1;
    form[L.FORM_HEADER_OCTETS] = this.#recordHeaderOctets;
    form[L.FORM_LINK_TYPE] = this.linkType;
    form[L.FORM_SECONDS] = seconds;
    form[L.FORM_FRACTION] = fraction;
    form[L.FORM_UNIT] = this.#nanosecondsPerUnit;
    form[L.FORM_OFFSET] = this.#offset;
  }
}
