/**
 * The frames of a pcap to packets of a pcapng section. A time stamp is taken from the record as it stands there, not
 * from the timeline: seconds and fraction make the 64-bit count of units exactly, whenever the frame was.
 */
import type { Copier, CopyCounts, CopyPlan } from './capture-copy.ts';
import type { PcapReader } from './pcap.ts';
import type { PcapngEncoder } from './pcapng-encoder.ts';

/** Copies frame by frame. */
export class PcapCopier implements Copier {
  readonly #reader: PcapReader;
  readonly #plan: CopyPlan;
  readonly #encoder: PcapngEncoder;
  readonly #counts: CopyCounts;
  readonly #unitsPerSecond: bigint;
  #second = -1;

  constructor(reader: PcapReader, plan: CopyPlan, encoder: PcapngEncoder, counts: CopyCounts) {
    this.#reader = reader;
    this.#plan = plan;
    this.#encoder = encoder;
    this.#counts = counts;
    const { linkType, snaplen, nanosecondsPerUnit } = reader.header;
    const resolution = nanosecondsPerUnit === 1 ? 9 : 6;
    this.#unitsPerSecond = 10n ** BigInt(resolution);
    encoder.section({ application: plan.application, comments: plan.about });
    encoder.interface({ linkType, snaplen, resolution });
  }

  takeBlock(): boolean {
    const reader = this.#reader;
    while (reader.next()) {
      if (reader.frame > this.#plan.frames) return false;
      if (this.#plan.keeps(reader.frame)) this.#copy();
    }
    return true;
  }

  #copy(): void {
    const { view, start, end, originalLength, frame, header } = this.#reader;
    const record = start - header.recordHeaderOctets;
    const second = view.getUint32(record, header.littleEndian);
    if (second !== this.#second) this.#encoder.countFrom(BigInt(second) * this.#unitsPerSecond);
    this.#second = second;
    const fraction = view.getUint32(record + 4, header.littleEndian);
    const comments = this.#plan.commentsOn(frame);
    this.#encoder.packet(0, fraction, view, start, end, originalLength, comments);
    this.#counts.frames++;
    this.#counts.comments += comments.length;
  }
}
