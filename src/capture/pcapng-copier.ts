/**
 * The blocks of a pcapng as they are, in their order, but for the frames that are left out, and for comments, which are
 * put before the options that a block has. Comments are in the byte order of their section.
 */
import type { Copier, CopyCounts, CopyPlan } from './capture-copy.ts';
import {
  ENHANCED_PACKET,
  OBSOLETE_PACKET,
  type PcapngReader,
  readByteOrder,
  SECTION_HEADER,
} from './pcapng.ts';
import type { PcapngEncoder } from './pcapng-encoder.ts';
import { commentOptions, encodeOptions, padded } from './pcapng-option-encoder.ts';

/** Copies block by block. */
export class PcapngCopier implements Copier {
  readonly #reader: PcapngReader;
  readonly #plan: CopyPlan;
  readonly #encoder: PcapngEncoder;
  readonly #counts: CopyCounts;
  #littleEndian = true;
  #isFirstSection = true;

  constructor(reader: PcapngReader, plan: CopyPlan, encoder: PcapngEncoder, counts: CopyCounts) {
    this.#reader = reader;
    this.#plan = plan;
    this.#encoder = encoder;
    this.#counts = counts;
  }

  takeBlock(): boolean {
    const reader = this.#reader;
    let copied = reader.nextBlock;
    while (reader.next()) {
      this.#others(copied, reader.block);
      copied = reader.nextBlock;
      if (reader.frame > this.#plan.frames) return false;
      if (this.#plan.keeps(reader.frame)) this.#frame(reader.block, copied);
    }
    this.#others(copied, reader.nextBlock);
    return true;
  }

  /** Blocks that are no frames. The reader went over them, so their lengths are sound. */
  #others(start: number, end: number): void {
    const { view } = this.#reader;
    for (let at = start; at < end; ) {
      const isSection = view.getUint32(at, true) === SECTION_HEADER;
      if (isSection) this.#littleEndian = readByteOrder(view, at + 8) === 'little';
      const next = at + padded(view.getUint32(at + 4, this.#littleEndian));
      if (isSection && next - at >= SECTION_OCTETS) this.#section(at, next);
      else this.#encoder.copyAll(view, at, next);
      at = next;
    }
  }

  /** The length of the section that the header may have is no longer right: it is left open (§4.1). */
  #section(at: number, end: number): void {
    const { view } = this.#reader;
    view.setBigInt64(at + 16, -1n, this.#littleEndian);
    const about = this.#isFirstSection ? this.#plan.about : [];
    this.#isFirstSection = false;
    this.#commented(at, end, at + 24, about);
  }

  #frame(at: number, end: number): void {
    const { view, frame } = this.#reader;
    const comments = this.#plan.commentsOn(frame);
    this.#counts.frames++;
    const place = comments.length === 0 ? -1 : this.#optionsPlace(view, at, end);
    if (place < 0) {
      this.#counts.unplaced += comments.length;
      this.#encoder.copyAll(view, at, end);
      return;
    }
    this.#counts.comments += comments.length;
    this.#commented(at, end, place, comments);
  }

  /** §4.3 and appendix A: after the packet's octets and their padding; -1 where the block has no place for options. */
  #optionsPlace(view: DataView, at: number, end: number): number {
    const type = view.getUint32(at, this.#littleEndian);
    if (type !== ENHANCED_PACKET && type !== OBSOLETE_PACKET) return -1;
    const captured = view.getUint32(at + 20, this.#littleEndian);
    const place = at + 28 + padded(captured);
    return captured < end - at && place <= end - 4 ? place : -1;
  }

  #commented(at: number, end: number, place: number, comments: readonly string[]): void {
    const hasOptions = end - 4 - place >= 4;
    const options = encodeOptions(commentOptions(comments), this.#littleEndian, !hasOptions);
    this.#encoder.copy(this.#reader.view, at, end, this.#littleEndian, place, options);
  }
}

/** A section header without options. */
const SECTION_OCTETS = 28;
