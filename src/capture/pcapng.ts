/**
 * pcapng (draft-ietf-opsawg-pcapng) to frames: sections of either byte order, any number of interfaces with their own
 * link type and clock, enhanced, simple and obsolete packet blocks, statistics. Other blocks are skipped, but those
 * that Wireshark shows as a frame are frames without a packet, so that frame numbers agree (wiretap/pcapng.c).
 */
import { BlockReader, PLAUSIBLE_CAPTURED_LENGTH } from './block-reader.ts';
import type { Epoch } from './epoch.ts';
import type { OctetSource } from './octet-source.ts';
import { MAX_RECORD_OCTETS, type WindowOptions } from './octet-window.ts';
import { CaptureInterface, INTERFACE_OPTION_LENGTHS } from './pcapng-interface.ts';
import { areOptionsSound, type OptionLengths, optionLengths } from './pcapng-options.ts';
import { readDropped, STATISTICS_OPTION_LENGTHS } from './pcapng-statistics.ts';
import type { CaptureFacts } from './reader.ts';

/** Block types (draft-ietf-opsawg-pcapng §11.1). The section header's reads the same in both byte orders. */
export const SECTION_HEADER = 0x0a0d_0d0a;
const INTERFACE_DESCRIPTION = 1;
export const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const INTERFACE_STATISTICS = 5;
export const ENHANCED_PACKET = 6;

/** Custom blocks, systemd journal entries and sysdig events: Wireshark numbers them among the frames. */
const FRAMES_WITHOUT_PACKET: ReadonlySet<number> = new Set([0x0bad, 0x4000_0bad, 9, 0x204, 0x216, 0x221]);

/** The byte order of a section by the magic at `at`: 'little', 'big', or null where it is none. */
export function readByteOrder(view: DataView, at: number): 'little' | 'big' | null {
  if (view.getUint32(at, true) === BYTE_ORDER_MAGIC) return 'little';
  return view.getUint32(at, false) === BYTE_ORDER_MAGIC ? 'big' : null;
}

const BYTE_ORDER_MAGIC = 0x1a2b_3c4d;

/** Type, length, and the length again at the end; of a section header, the type, the length and the byte order. */
const MIN_BLOCK_OCTETS = 12;

/** An option holds at most 64 KiB; a packet block rarely holds more than one that is long. */
const PLAUSIBLE_OVERHEAD = 65_536 + 64;

/** A section with more is not believed: numbers beyond are unknown interfaces. */
const MAX_INTERFACES = 65_536;

/** Link types that are named: about as many as there are. What more there are is a flood of numbers. */
const MAX_LINK_TYPES = 256;

/** Steps through the blocks of a pcapng file. */
export class PcapngReader extends BlockReader {
  /** Where the block of the current frame begins in `view`. */
  block = 0;
  #littleEndian = true;
  #interfaces: CaptureInterface[] = [];
  readonly #linkTypes = new Set<number>();

  constructor(source: OctetSource, facts: CaptureFacts, epoch: Epoch, window?: WindowOptions) {
    super(source, facts, epoch, window);
    this.plausible = PLAUSIBLE_CAPTURED_LENGTH + PLAUSIBLE_OVERHEAD;
  }

  /** Where the block after the last one that next() read begins in `view`. */
  get nextBlock(): number {
    return this.position;
  }

  next(): boolean {
    for (;;) {
      const at = this.position;
      const available = this.limit - at;
      if (available < MIN_BLOCK_OCTETS) return this.#await(MIN_BLOCK_OCTETS);
      const view = this.view;
      const type = view.getUint32(at, this.#littleEndian);
      if (type === SECTION_HEADER && !this.#turnByteOrder(at)) return false;
      const littleEndian = this.#littleEndian;
      const total = view.getUint32(at + 4, littleEndian);
      if (total < MIN_BLOCK_OCTETS || total > MAX_RECORD_OCTETS) return this.#refuse(total);
      // Some writers leave the padding out of the length; the block is padded all the same (as Wireshark reads it).
      const length = (total + 3) & ~3;
      if (length > available) return this.#await(length);
      const end = at + length - 4;
      if (view.getUint32(end, littleEndian) !== total) return this.#refuse(0);
      if (length !== total) this.count('broken-block', this.frame + 1);
      this.position = at + length;
      this.block = at;
      if (type === ENHANCED_PACKET ? this.#packet(at, end, 4) : this.#other(type, at, end)) return true;
    }
  }

  #await(octets: number): false {
    this.needed = octets;
    return false;
  }

  #refuse(total: number): false {
    this.stop(total > MAX_RECORD_OCTETS ? 'absurd-record-length' : 'broken-block');
    return false;
  }

  #turnByteOrder(at: number): boolean {
    const byteOrder = readByteOrder(this.view, at + 8);
    if (byteOrder === null) return this.#refuse(0);
    this.#littleEndian = byteOrder === 'little';
    return true;
  }

  /** Anything but an enhanced packet. True where it is a frame. */
  #other(type: number, at: number, end: number): boolean {
    switch (type) {
      case OBSOLETE_PACKET:
        return this.#packet(at, end, 2);
      case SIMPLE_PACKET:
        return this.#simplePacket(at, end);
      case SECTION_HEADER:
        this.#interfaces = [];
        if (this.#holds(at, end, 24)) this.#checkOptions(at + 24, end, NO_LENGTHS);
        return false;
      case INTERFACE_DESCRIPTION:
        if (this.#holds(at, end, 16)) this.#describeInterface(at, end);
        return false;
      case INTERFACE_STATISTICS:
        if (this.#holds(at, end, 20)) this.#takeStatistics(at, end);
        return false;
      default:
        return FRAMES_WITHOUT_PACKET.has(type) && this.#withoutPacket(at);
    }
  }

  /** §4.3 and appendix A: they differ in the width of the interface number. */
  #packet(at: number, end: number, numberOctets: 2 | 4): boolean {
    if (!this.#holds(at, end, 28)) return false;
    const view = this.view;
    const littleEndian = this.#littleEndian;
    const number =
      numberOctets === 4 ? view.getUint32(at + 8, littleEndian) : view.getUint16(at + 8, littleEndian);
    const captured = view.getUint32(at + 20, littleEndian);
    const start = at + 28;
    this.frame++;
    this.start = start;
    this.end = start + captured;
    this.originalLength = view.getUint32(at + 24, littleEndian);
    if (this.end > end) this.#clip(end);
    else if (end - this.end >= 4)
      this.#checkOptions(start + ((captured + 3) & ~3), end, PACKET_OPTION_LENGTHS);
    const from = this.#interfaces[number];
    if (from === undefined) return this.#unknownInterface();

    const high = view.getUint32(at + 12, littleEndian);
    const low = view.getUint32(at + 16, littleEndian);
    if (!from.isRunning) from.run(high, low, this.sinceEpoch(from.moment(high, low)));
    const time = from.timeOf(high, low);
    if (time < from.lastTime) this.count('time-backwards', this.frame);
    from.lastTime = time;
    this.time = time;
    this.timed = true;
    this.linkType = from.linkType;
    return true;
  }

  /** §4.4: of the first interface, without a time stamp, and cut to its snaplen without saying so. */
  #simplePacket(at: number, end: number): boolean {
    if (!this.#holds(at, end, 12)) return false;
    const from = this.#interfaces[0];
    const original = this.view.getUint32(at + 8, this.#littleEndian);
    this.frame++;
    this.start = at + 12;
    this.end = Math.min(end, this.start + Math.min(original, from?.snaplen || original));
    this.originalLength = original;
    this.timed = false;
    this.count('frame-without-time', this.frame);
    if (from === undefined) return this.#unknownInterface();
    this.linkType = from.linkType;
    return true;
  }

  #withoutPacket(at: number): true {
    this.frame++;
    this.start = at;
    this.end = at;
    this.originalLength = 0;
    this.linkType = -1;
    this.timed = false;
    return true;
  }

  #unknownInterface(): true {
    this.count('unknown-interface', this.frame);
    this.linkType = -1;
    this.timed = false;
    return true;
  }

  /** The captured length says more than the block has: the block's end is believed. */
  #clip(end: number): void {
    this.end = end;
    this.count('broken-block', this.frame);
  }

  #describeInterface(at: number, end: number): void {
    if (this.#interfaces.length >= MAX_INTERFACES) return;
    this.#checkOptions(at + 16, end, INTERFACE_OPTION_LENGTHS);
    const described = new CaptureInterface(this.view, at + 8, end, this.#littleEndian);
    this.#interfaces.push(described);
    this.plausible = Math.max(this.plausible, described.snaplen + PLAUSIBLE_OVERHEAD);
    if (this.#linkTypes.has(described.linkType) || this.#linkTypes.size >= MAX_LINK_TYPES) return;
    this.#linkTypes.add(described.linkType);
    this.facts.linkTypes.push(described.linkType);
  }

  #takeStatistics(at: number, end: number): void {
    this.#checkOptions(at + 20, end, STATISTICS_OPTION_LENGTHS);
    const of = this.#interfaces[this.view.getUint32(at + 8, this.#littleEndian)];
    const dropped = readDropped(this.view, at + 20, end, this.#littleEndian);
    if (of === undefined || dropped === null) return;
    // The counters run from the beginning of the capture: the last ones of an interface hold.
    this.facts.dropped = (this.facts.dropped ?? 0) + dropped - of.dropped;
    of.dropped = dropped;
  }

  /** Whether the block has its fixed part, `octets` with type and length; a block without it is passed over. */
  #holds(at: number, end: number, octets: number): boolean {
    if (end - at >= octets) return true;
    this.count('broken-block', this.frame + 1);
    return false;
  }

  /** Options that are broken change nothing: the packet before them is sound. */
  #checkOptions(at: number, end: number, lengths: OptionLengths): void {
    if (areOptionsSound(this.view, at, end, this.#littleEndian, lengths)) return;
    this.count('broken-option', Math.max(1, this.frame));
  }
}

const NO_LENGTHS: OptionLengths = [];

/** §4.3: epb_flags, epb_dropcount, epb_packetid, epb_queue. */
const PACKET_OPTION_LENGTHS: OptionLengths = optionLengths([2, 4], [4, 8], [5, 8], [6, 4]);
