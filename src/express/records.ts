/**
 * Records of a classic pcap (draft-ietf-opsawg-pcap §5) to columns, as capture/pcap.ts reads them one by one, with a glance
 * at each frame. Only whole records are stepped over: what is left is for the reader to judge.
 */
import {
  BATCH_FRAMES,
  CLOCK_JUMP,
  ENDS,
  FORM_BIG_ENDIAN,
  FORM_FRACTION,
  FORM_HEADER_OCTETS,
  FORM_LINK_TYPE,
  FORM_OFFSET,
  FORM_SECONDS,
  FORM_UNIT,
  LINK_TYPES,
  ORIGINAL_LENGTHS,
  RUN_FORM,
  STARTS,
  TIMES,
  UNTIMED,
} from '../capture/frame-layout';
import { glanceAt } from './glance';
import { countNone } from './no-segment';
import { ETHERNET } from './packet';
import { columns, octets } from './state';

const CAPTURED_LENGTH: usize = 8;
const ORIGINAL_LENGTH: usize = 12;
const FRACTION: usize = 4;

let steady: bool = true;

/**
 * Steps over the records that lie from octet `from` to `limit`, at most BATCH_FRAMES: how many; their form is beside the
 * columns.
 */
export function step(from: u32, limit: u32): u32 {
  const linkType = <i32>form(FORM_LINK_TYPE);
  const isBigEndian = form(FORM_BIG_ENDIAN) != 0;
  // Twice the same: here what nearly all captures are is constant, and not asked again for every frame.
  if (!isBigEndian && linkType == ETHERNET) return stepOver(from, limit, false, ETHERNET);
  return stepOver(from, limit, isBigEndian, linkType);
}

@inline
function stepOver(from: u32, limit: u32, isBigEndian: bool, linkType: i32): u32 {
  const header = <u32>form(FORM_HEADER_OCTETS);
  const seconds = form(FORM_SECONDS);
  const fraction = form(FORM_FRACTION);
  const unit = form(FORM_UNIT);
  const offset = form(FORM_OFFSET);
  let place: u32 = 0;
  let start = from + header;
  let before: f64 = NaN;
  steady = true;
  countNone();
  while (place < <u32>BATCH_FRAMES && start <= limit) {
    const record = octets + <usize>(start - header);
    const captured = u32at(record + CAPTURED_LENGTH, isBigEndian);
    // start + captured may be more than 32 bits.
    if (captured > limit - start) break;
    const end = start + captured;
    const originalLength = u32at(record + ORIGINAL_LENGTH, isBigEndian);
    const time =
      (<f64>u32at(record, isBigEndian) - seconds) * 1e9 +
      (<f64>u32at(record + FRACTION, isBigEndian) - fraction) * unit +
      offset;
    // Of the first frame both are false: nothing is known before it.
    if (time < before || time - before > <f64>CLOCK_JUMP) steady = false;
    before = time;
    const column = columns + (<usize>place << 2);
    store<f64>(columns + (<usize>place << 3), time, TIMES);
    store<u32>(column, start, STARTS);
    store<u32>(column, end, ENDS);
    store<u32>(column, originalLength, ORIGINAL_LENGTHS);
    store<i32>(column, linkType, LINK_TYPES);
    store<u8>(columns + <usize>place, 0, UNTIMED);
    glanceAt(place, start, octets + <usize>end, linkType, originalLength);
    start = end + header;
    place++;
  }
  return place;
}

/** Of the frames that were stepped over last: none is earlier than the one before it, and none later by CLOCK_JUMP. */
export function isSteady(): bool {
  return steady;
}

@inline
function form(number: usize): f64 {
  return load<f64>(columns + (number << 3), RUN_FORM);
}

/** A number of the file, in its byte order. */
@inline
function u32at(at: usize, isBigEndian: bool): u32 {
  const number = load<u32>(at);
  return isBigEndian ? bswap<u32>(number) : number;
}
