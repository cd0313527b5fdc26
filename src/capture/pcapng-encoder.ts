/**
 * Frames to pcapng (draft-ietf-opsawg-pcapng), little-endian: blocks are written into a buffer, which is handed out when
 * the caller finds it full enough. For what copies captures and for what records them as they happen: a packet without
 * comments costs no allocation but, from 161 octets on, a view on its octets.
 *
 *     encoder.packet(0, reader.time, reader.view, reader.start, reader.end, reader.originalLength);
 *     if (encoder.waiting >= CHUNK_OCTETS) await file.write(encoder.take());
 *
 * Invariant: there are two buffers. What take() gave stays as it is until the next take(), while packets go on coming.
 */
import {
  commentOptions,
  counterOctets,
  type EncodableOption,
  encodeOptions,
  padded,
} from './pcapng-option-encoder.ts';

/** What a section header says. */
export interface SectionDescription {
  /** shb_userappl: name and version of the program that writes. */
  application?: string;
  comments?: readonly string[];
}

/** An interface that packets name by its number, counted from 0 in each section. */
export interface InterfaceDescription {
  /** LINKTYPE_ value. */
  linkType: number;
  /** Octets kept of a frame at most; 0 is no limit. */
  snaplen?: number;
  /** if_name */
  name?: string;
  /** if_tsresol: times count units of 10^-resolution s; 9 unless given. */
  resolution?: number;
}

/** What an interface received and lost since the beginning of the capture. */
export interface InterfaceCounts {
  received?: number;
  dropped?: number;
}

/** A chunk worth writing. */
export const CHUNK_OCTETS: number = 256 * 1024;

/** Writes blocks one after the other; a section header comes first, then its interfaces, then their packets. */
export class PcapngEncoder {
  #octets: Uint8Array;
  #view: DataView;
  #spare: Uint8Array;
  /** Where the next octet goes, and where the block begins that is being written. */
  #at = 0;
  #block = 0;
  /** What times count from, as the two words of a time stamp. */
  #baseHigh = 0;
  #baseLow = 0;

  constructor(capacity: number = CHUNK_OCTETS + 64 * 1024) {
    this.#octets = new Uint8Array(capacity);
    this.#view = new DataView(this.#octets.buffer);
    this.#spare = new Uint8Array(capacity);
  }

  /** Octets that wait to be taken. */
  get waiting(): number {
    return this.#at;
  }

  /** All that was written since the last take(): whole blocks. Valid until the next take(). */
  take(): Uint8Array {
    const taken = this.#octets.subarray(0, this.#at);
    [this.#octets, this.#spare] = [this.#spare, this.#octets];
    this.#view = new DataView(this.#octets.buffer);
    this.#at = 0;
    return taken;
  }

  /** The zero of the times that follow: units of their interface since 1970 (nanoseconds unless it says otherwise). */
  countFrom(base: bigint): void {
    this.#baseHigh = Number(BigInt.asUintN(32, base >> 32n));
    this.#baseLow = Number(BigInt.asUintN(32, base));
  }

  /** §4.1. The length of the section is left open. */
  section({ application, comments = [] }: SectionDescription = {}): void {
    const options = commentOptions(comments);
    if (application !== undefined) options.push([SHB_USERAPPL, application]);
    this.#begin(SECTION_HEADER, 28);
    this.#word(BYTE_ORDER_MAGIC);
    this.#word(VERSION_1_0);
    this.#word(0xffff_ffff);
    this.#word(0xffff_ffff);
    this.#end(encodeOptions(options, true));
  }

  /** §4.2. */
  interface({ linkType, snaplen = 0, name, resolution = 9 }: InterfaceDescription): void {
    const options: EncodableOption[] = [[IF_TSRESOL, Uint8Array.of(resolution)]];
    if (name !== undefined) options.unshift([IF_NAME, name]);
    this.#begin(INTERFACE_DESCRIPTION, 20);
    this.#word(linkType & 0xffff);
    this.#word(snaplen);
    this.#end(encodeOptions(options, true));
  }

  /**
   * §4.3: a frame of the interface `number`, whose captured octets are [start, end) of `view`. `time`: whole units since
   * countFrom(), negative or not, up to 2^53; `originalLength`: octets on the wire.
   */
  packet(
    number: number,
    time: number,
    view: DataView,
    start: number,
    end: number,
    originalLength: number,
    comments: readonly string[] = NONE,
  ): void {
    const captured = end - start;
    this.#begin(ENHANCED_PACKET, 32 + padded(captured));
    this.#word(number);
    this.#time(time);
    this.#word(captured);
    this.#word(originalLength);
    this.#copy(view, start, end);
    while ((this.#at & 3) !== 0) this.#octets[this.#at++] = 0;
    this.#end(comments.length === 0 ? NO_OPTIONS : encodeOptions(commentOptions(comments), true));
  }

  /** §4.6: the counts of the interface `number` at `time`, which is as for packets. */
  statistics(number: number, time: number, { received, dropped }: InterfaceCounts): void {
    const options: EncodableOption[] = [];
    if (received !== undefined) options.push([ISB_IFRECV, counterOctets(received, true)]);
    if (dropped !== undefined) options.push([ISB_IFDROP, counterOctets(dropped, true)]);
    this.#begin(INTERFACE_STATISTICS, 24);
    this.#word(number);
    this.#time(time);
    this.#end(encodeOptions(options, true));
  }

  /**
   * A block of another capture, [start, end) of `view`, with `options` put in at `place`: between what it holds and the
   * options that it has. `littleEndian` is the byte order of its section.
   */
  copy(
    view: DataView,
    start: number,
    end: number,
    littleEndian: boolean,
    place: number,
    options: Uint8Array,
  ): void {
    const total = end - start + options.length;
    this.#ensure(total);
    const block = this.#at;
    this.#copy(view, start, place);
    this.#octets.set(options, this.#at);
    this.#at += options.length;
    this.#copy(view, place, end);
    this.#view.setUint32(block + 4, total, littleEndian);
    this.#view.setUint32(block + total - 4, total, littleEndian);
  }

  /** Whole blocks of another capture, as they are. */
  copyAll(view: DataView, start: number, end: number): void {
    this.#ensure(end - start);
    this.#copy(view, start, end);
  }

  /** A block of `octets` without its options. */
  #begin(type: number, octets: number): void {
    this.#ensure(octets);
    this.#block = this.#at;
    this.#word(type);
    this.#word(0);
  }

  #end(options: Uint8Array): void {
    if (options.length > 0) {
      this.#ensure(options.length + 4);
      this.#octets.set(options, this.#at);
      this.#at += options.length;
    }
    const total = this.#at + 4 - this.#block;
    this.#word(total);
    this.#view.setUint32(this.#block + 4, total, true);
  }

  #word(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  /** The two words of a time stamp, without a bigint: base and time add up word by word. */
  #time(time: number): void {
    const high = Math.floor(time / WORD);
    const low = this.#baseLow + (time - high * WORD);
    const carry = low >= WORD ? 1 : 0;
    this.#word(this.#baseHigh + high + carry);
    this.#word(low - carry * WORD);
  }

  /** A few octets go word by word, 75 to 170 ns; a view costs 150 ns, however much is copied through it (measured). */
  #copy(view: DataView, start: number, end: number): void {
    if (end - start > 160) {
      this.#octets.set(new Uint8Array(view.buffer, view.byteOffset + start, end - start), this.#at);
      this.#at += end - start;
      return;
    }
    let from = start;
    for (; from + 4 <= end; from += 4) this.#word(view.getUint32(from, true));
    for (; from < end; from++) this.#octets[this.#at++] = view.getUint8(from);
  }

  #ensure(octets: number): void {
    const needed = this.#at + octets;
    if (needed <= this.#octets.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#octets.length));
    grown.set(this.#octets.subarray(0, this.#at));
    this.#octets = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** §11.1: block types; codes of options by block. */
const SECTION_HEADER = 0x0a0d_0d0a;
const INTERFACE_DESCRIPTION = 1;
const INTERFACE_STATISTICS = 5;
const ENHANCED_PACKET = 6;
const SHB_USERAPPL = 4;
const IF_NAME = 2;
const IF_TSRESOL = 9;
const ISB_IFRECV = 4;
const ISB_IFDROP = 5;

const BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
/** Major 1, minor 0, each in two octets. */
const VERSION_1_0 = 1;
const WORD = 0x1_0000_0000;
const NONE: readonly string[] = [];
const NO_OPTIONS = new Uint8Array(0);
