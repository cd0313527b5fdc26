/**
 * What the capturing host says of itself in an interface statistics block (draft-ietf-opsawg-pcapng §4.6).
 */
import { findOption, type OptionLengths, optionLengths } from './pcapng-options.ts';

/** Options of the block with a fixed length: its two times and five counters. */
export const STATISTICS_OPTION_LENGTHS: OptionLengths = optionLengths(
  [2, 8],
  [3, 8],
  [4, 8],
  [5, 8],
  [6, 8],
  [7, 8],
  [8, 8],
);

/** Frames lost by the interface and by the operating system; null where the block does not say. */
export function readDropped(view: DataView, at: number, end: number, littleEndian: boolean): number | null {
  const counts = [ISB_IFDROP, ISB_OSDROP].flatMap((code) => {
    const value = findOption(view, at, end, littleEndian, code, 8);
    const count = value < 0 ? UNKNOWN : view.getBigUint64(value, littleEndian);
    return count === UNKNOWN ? [] : [Number(count)];
  });
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

const ISB_IFDROP = 5;
const ISB_OSDROP = 7;

/** What dumpcap keeps for a counter that the system does not have. */
const UNKNOWN = 0xffff_ffff_ffff_ffffn;
