/**
 * Captures made in memory, for tests: pcap of any magic and pcapng of any blocks, in both byte orders. Written from
 * draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng, sharing nothing with src/capture, so that the two check each
 * other. Nothing is validated: tests also need captures that are wrong.
 */

/** A frame to put into a capture. */
export interface CapturedFrame {
  /** Nanoseconds since 1970. */
  time: bigint;
  octets: Uint8Array;
  /** Octets on the wire, where the capture holds fewer. */
  originalLength?: number;
  /** Number of the interface; pcapng only. */
  interface?: number;
}

/** Form of a pcap file; little-endian, microseconds and Ethernet unless it says otherwise. */
export interface PcapForm {
  littleEndian?: boolean;
  resolution?: 'microseconds' | 'nanoseconds';
  /** The record header of 24 octets (magic a1b2cd34). */
  modified?: boolean;
  /** Instead of the magic that the form has. */
  magic?: number;
  linkType?: number;
  snaplen?: number;
}

/** A pcap file. */
export function buildPcap(frames: readonly CapturedFrame[], form: PcapForm = {}): Uint8Array {
  const { littleEndian = true, resolution = 'microseconds', modified = false } = form;
  const magic = modified ? 0xa1b2_cd34 : resolution === 'nanoseconds' ? 0xa1b2_3c4d : 0xa1b2_c3d4;
  const write = new OctetWriter(littleEndian);
  write
    .u32(form.magic ?? magic)
    .u16(2)
    .u16(4)
    .u32(0)
    .u32(0);
  write.u32(form.snaplen ?? 262_144).u32(form.linkType ?? 1);
  for (const { time, octets, originalLength } of frames) {
    const fraction = time % 1_000_000_000n;
    write.u32(time / 1_000_000_000n).u32(resolution === 'nanoseconds' ? fraction : fraction / 1000n);
    write.u32(octets.length).u32(originalLength ?? octets.length);
    if (modified) write.u32(0).u16(0x0800).u8(0).u8(0);
    write.octets(octets);
  }
  return write.done();
}

/** An option of a pcapng block: code and value. */
export type PcapngOption = readonly [code: number, value: Uint8Array];

/** An interface of a pcapng section; Ethernet, no limit, microseconds unless it says otherwise. */
export interface PcapngInterface {
  linkType?: number;
  snaplen?: number;
  /** if_tsresol as it is stored: 9 is nanoseconds, 0x80 | 8 is 2^-8 s. */
  resolution?: number;
  /** if_tsoffset, in seconds. */
  offset?: bigint;
  options?: readonly PcapngOption[];
}

/** Form of a pcapng file of one section; little-endian with one Ethernet interface unless it says otherwise. */
export interface PcapngForm {
  littleEndian?: boolean;
  interfaces?: readonly PcapngInterface[];
  packets?: 'enhanced' | 'simple' | 'obsolete';
}

/** A pcapng file of one section. */
export function buildPcapng(frames: readonly CapturedFrame[], form: PcapngForm = {}): Uint8Array {
  const capture = new PcapngBuilder().section(form.littleEndian ?? true);
  for (const described of form.interfaces ?? [{}]) capture.interface(described);
  for (const frame of frames) {
    if (form.packets === 'simple') capture.simplePacket(frame);
    else if (form.packets === 'obsolete') capture.obsoletePacket(frame);
    else capture.enhancedPacket(frame);
  }
  return capture.done();
}

/** Writes a pcapng file block by block; a section header first. */
export class PcapngBuilder {
  #littleEndian = true;
  #interfaces: PcapngInterface[] = [];
  readonly #blocks: Uint8Array[] = [];

  section(littleEndian: boolean, options: readonly PcapngOption[] = []): this {
    this.#littleEndian = littleEndian;
    this.#interfaces = [];
    const body = this.#body().u32(0x1a2b_3c4d).u16(1).u16(0).u32(0xffff_ffff).u32(0xffff_ffff);
    return this.block(0x0a0d_0d0a, body.options(options).done());
  }

  interface(described: PcapngInterface = {}): this {
    this.#interfaces.push(described);
    const { resolution, offset } = described;
    const options: PcapngOption[] = [...(described.options ?? [])];
    if (resolution !== undefined) options.push([9, Uint8Array.of(resolution)]);
    if (offset !== undefined) options.push([14, this.#body().u64(BigInt.asUintN(64, offset)).done()]);
    const body = this.#body()
      .u16(described.linkType ?? 1)
      .u16(0)
      .u32(described.snaplen ?? 0);
    return this.block(1, body.options(options).done());
  }

  enhancedPacket(frame: CapturedFrame, options: readonly PcapngOption[] = []): this {
    return this.block(6, this.#packet(frame, this.#body().u32(frame.interface ?? 0), options));
  }

  /** The packet block that the enhanced one replaced; `drops` is 0xffff where it is not known. */
  obsoletePacket(frame: CapturedFrame, drops = 0xffff, options: readonly PcapngOption[] = []): this {
    return this.block(
      2,
      this.#packet(
        frame,
        this.#body()
          .u16(frame.interface ?? 0)
          .u16(drops),
        options,
      ),
    );
  }

  simplePacket({ octets, originalLength }: CapturedFrame): this {
    return this.block(
      3,
      this.#body()
        .u32(originalLength ?? octets.length)
        .octets(octets)
        .pad()
        .done(),
    );
  }

  /** Interface statistics: counters by option code (5 is isb_ifdrop, 7 isb_osdrop). */
  statistics(number: number, counters: Readonly<Record<number, bigint>>): this {
    const options = Object.entries(counters).map(
      ([code, count]): PcapngOption => [Number(code), this.#body().u64(count).done()],
    );
    return this.block(5, this.#body().u32(number).u32(0).u32(0).options(options).done());
  }

  /** Any block around `body`; `lengths` are the two total lengths where they shall be wrong. */
  block(type: number, body: Uint8Array, lengths: readonly [first?: number, second?: number] = []): this {
    const total = 12 + body.length;
    const block = this.#body()
      .u32(type)
      .u32(lengths[0] ?? total)
      .octets(body)
      .u32(lengths[1] ?? total);
    this.#blocks.push(block.done());
    return this;
  }

  done(): Uint8Array {
    return concatenate(this.#blocks);
  }

  #body(): OctetWriter {
    return new OctetWriter(this.#littleEndian);
  }

  #packet(frame: CapturedFrame, body: OctetWriter, options: readonly PcapngOption[]): Uint8Array {
    const { resolution = 6, offset = 0n } = this.#interfaces[frame.interface ?? 0] ?? {};
    const perSecond = (resolution & 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f);
    const units = ((frame.time - offset * 1_000_000_000n) * perSecond) / 1_000_000_000n;
    body.u32((units >> 32n) & 0xffff_ffffn).u32(units & 0xffff_ffffn);
    body.u32(frame.octets.length).u32(frame.originalLength ?? frame.octets.length);
    return body.octets(frame.octets).pad().options(options).done();
  }
}

/** Puts octets one after the other. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

class OctetWriter {
  readonly #littleEndian: boolean;
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  u8(value: number): this {
    return this.#number(1, BigInt(value));
  }

  u16(value: number): this {
    return this.#number(2, BigInt(value));
  }

  u32(value: number | bigint): this {
    return this.#number(4, BigInt(value));
  }

  u64(value: bigint): this {
    return this.#number(8, value);
  }

  octets(octets: Uint8Array): this {
    this.#parts.push(octets);
    this.#length += octets.length;
    return this;
  }

  /** Zeros up to a multiple of 4. */
  pad(): this {
    return this.octets(new Uint8Array(-this.#length & 3));
  }

  /** The options and their end mark; nothing where there are none. */
  options(options: readonly PcapngOption[]): this {
    for (const [code, value] of options) this.u16(code).u16(value.length).octets(value).pad();
    return options.length > 0 ? this.u16(0).u16(0) : this;
  }

  done(): Uint8Array {
    return concatenate(this.#parts);
  }

  #number(octets: number, value: bigint): this {
    const bigEndian = Array.from({ length: octets }, (_, at) =>
      Number(BigInt.asUintN(8, value >> BigInt(8 * (octets - 1 - at)))),
    );
    return this.octets(Uint8Array.from(this.#littleEndian ? bigEndian.reverse() : bigEndian));
  }
}
