/**
 * TCP options (RFC 9293 §3.2): timestamps and window scale (RFC 7323), SACK and D-SACK (RFC 2018, RFC 2883).
 * Options before a broken or cut one are kept; the list ends there. At most 40 octets, so at most 40 rounds.
 */
import type { Segment } from './segment.ts';

const END_OF_LIST = 0;
const NO_OPERATION = 1;
const WINDOW_SCALE = 3;
const SACK = 5;
const TIMESTAMPS = 8;

const WINDOW_SCALE_LENGTH = 3;
const SACK_BLOCK = 8;
const MAXIMUM_SACK_BLOCKS = 4;
const TIMESTAMPS_LENGTH = 10;
/** RFC 7323 §2.3: a larger shift count counts as 14. */
const MAXIMUM_WINDOW_SCALE = 14;

/** NOP, NOP, timestamps, 10: the layout that RFC 7323 appendix A recommends, and nearly every segment has. */
const ALIGNED_TIMESTAMPS = 0x0101_080a;
const ALIGNED_TIMESTAMPS_OPTIONS = 12;

/** Says of a segment that it has no options. */
export function clearOptions(segment: Segment): void {
  segment.windowScale = -1;
  segment.hasTimestamps = 0;
  segment.sackBlocks = 0;
}

/** The options in [at, headerEnd), of which the octets before `capturedEnd` were captured. */
export function decodeOptions(
  view: DataView,
  at: number,
  headerEnd: number,
  capturedEnd: number,
  segment: Segment,
): void {
  clearOptions(segment);
  if (
    headerEnd - at === ALIGNED_TIMESTAMPS_OPTIONS &&
    capturedEnd >= headerEnd &&
    view.getUint32(at) === ALIGNED_TIMESTAMPS
  ) {
    readTimestamps(view, at + 2, segment);
    return;
  }
  const end = capturedEnd < headerEnd ? capturedEnd : headerEnd;
  let option = at;
  while (option < end) {
    const kind = view.getUint8(option);
    if (kind === END_OF_LIST) return;
    if (kind === NO_OPERATION) {
      option++;
      continue;
    }
    if (option + 1 >= end) return;
    const length = view.getUint8(option + 1);
    if (length < 2 || option + length > headerEnd) return;
    const there = option + length > end ? end - option : length;
    if (kind === TIMESTAMPS) {
      if (length === TIMESTAMPS_LENGTH && there === length) readTimestamps(view, option, segment);
    } else if (kind === SACK) {
      readSack(view, option, there, segment);
    } else if (kind === WINDOW_SCALE && length === WINDOW_SCALE_LENGTH && there === length) {
      const shift = view.getUint8(option + 2);
      segment.windowScale = shift > MAXIMUM_WINDOW_SCALE ? MAXIMUM_WINDOW_SCALE : shift;
    }
    option += length;
  }
}

function readTimestamps(view: DataView, option: number, segment: Segment): void {
  segment.hasTimestamps = 1;
  segment.timestampValue = view.getInt32(option + 2);
  segment.timestampEcho = view.getInt32(option + 6);
}

/** As many blocks as were captured whole: the first, which alone can be a D-SACK, is worth having without the others. */
function readSack(view: DataView, option: number, there: number, segment: Segment): void {
  const blocks = (there - 2) >> 3;
  if (blocks < 1) return;
  segment.sackBlocks = blocks > MAXIMUM_SACK_BLOCKS ? MAXIMUM_SACK_BLOCKS : blocks;
  segment.sackLeft = view.getInt32(option + 2);
  segment.sackRight = view.getInt32(option + 2 + SACK_BLOCK / 2);
}
