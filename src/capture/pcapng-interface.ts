/**
 * One interface of a pcapng section (draft-ietf-opsawg-pcapng §4.2): its link type and its clock. A time stamp is a
 * 64-bit count of the interface's own units; the high words are subtracted first, so that a float holds the
 * difference exactly, and only the first stamp of the interface is ever a bigint.
 */
import { findOption, type OptionLengths, optionLengths } from './pcapng-options.ts';

/** An interface that frames name by its number in the section. */
export class CaptureInterface {
  linkType = -1;
  /** 0 is no limit. */
  snaplen = 0;
  /** Time of the interface's last frame on the timeline. */
  lastTime = 0;
  /** Frames lost, as the last statistics of the interface say. */
  dropped = 0;
  /** False until the first time stamp was seen. */
  isRunning = false;

  #referenceHigh = 0;
  #referenceLow = 0;
  #offset = 0;
  /** Nanoseconds of a unit as a fraction: one of the two is 1, so that powers of ten divide exactly. */
  #numerator = 1000;
  #denominator = 1;
  /** if_tsresol as it is stored, and if_tsoffset in seconds. */
  #resolution = 6;
  #offsetSeconds = 0n;

  /** Reads the interface description block whose fixed part begins at `body`. */
  constructor(view: DataView, body: number, end: number, littleEndian: boolean) {
    this.linkType = view.getUint16(body, littleEndian);
    this.snaplen = view.getUint32(body + 4, littleEndian);
    const options = body + 8;
    const resolution = findOption(view, options, end, littleEndian, 9, 1);
    if (resolution >= 0) this.#setResolution(view.getUint8(resolution));
    const offset = findOption(view, options, end, littleEndian, 14, 8);
    if (offset >= 0) this.#offsetSeconds = view.getBigInt64(offset, littleEndian);
  }

  /** The moment of a time stamp, in nanoseconds since 1970. Exact, and too slow for every frame. */
  moment(high: number, low: number): bigint {
    const units = (BigInt(high) << 32n) | BigInt(low);
    return (units * NANOSECONDS) / unitsPerSecond(this.#resolution) + this.#offsetSeconds * NANOSECONDS;
  }

  /** Makes a time stamp, which is `time` on the timeline, the one that the others are measured against. */
  run(high: number, low: number, time: number): void {
    this.#referenceHigh = high;
    this.#referenceLow = low;
    this.#offset = time;
    this.lastTime = time;
    this.isRunning = true;
  }

  /** A time stamp on the timeline. */
  timeOf(high: number, low: number): number {
    const units = (high - this.#referenceHigh) * 0x1_0000_0000 + (low - this.#referenceLow);
    return (units * this.#numerator) / this.#denominator + this.#offset;
  }

  #setResolution(resolution: number): void {
    const perSecond = Number(unitsPerSecond(resolution));
    this.#resolution = resolution;
    this.#numerator = Math.max(1, 1e9 / perSecond);
    this.#denominator = Math.max(1, perSecond / 1e9);
  }
}

/** Options of the interface description block with a fixed length: if_speed, if_tsresol, if_fcslen, if_tsoffset. */
export const INTERFACE_OPTION_LENGTHS: OptionLengths = optionLengths([8, 8], [9, 1], [13, 1], [14, 8]);

const NANOSECONDS = 1_000_000_000n;

/** if_tsresol: the negative power of 2 where the high bit is set, else of 10. */
function unitsPerSecond(resolution: number): bigint {
  return (resolution & 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f);
}
