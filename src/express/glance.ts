/** A glance at frames: which of them are plain, and of which flow, and which are no segment. */
import {
  ENDS,
  FLOW_HASHES,
  LINK_TYPES,
  NO_SEGMENT,
  NOT_PLAIN,
  ORIGINAL_LENGTHS,
  PACKETS,
  STARTS,
} from '../capture/frame-layout';
import { flowHash } from './flow';
import { countNone, isNoSegment } from './no-segment';
import { plainPacket } from './packet';
import { columns, octets } from './state';

/** Writes of each of the first `count` frames where its packet begins, and the hash of its flow, if it is plain. */
export function glance(count: u32): void {
  countNone();
  for (let place: u32 = 0; place < count; place++) {
    const column = columns + (<usize>place << 2);
    const end = octets + <usize>load<u32>(column, ENDS);
    const start = load<u32>(column, STARTS);
    glanceAt(place, start, end, load<i32>(column, LINK_TYPES), load<u32>(column, ORIGINAL_LENGTHS));
  }
}

/** The same of the frame at this place, which begins `start` octets into the octets and ends at `end`. */
@inline
export function glanceAt(place: u32, start: u32, end: usize, linkType: i32, originalLength: u32): void {
  const at = octets + <usize>start;
  const column = columns + (<usize>place << 2);
  const before = plainPacket(linkType, at, end, originalLength);
  if (before < 0) {
    store<i32>(column, isNoSegment(place, linkType, at, end) ? NO_SEGMENT : NOT_PLAIN, PACKETS);
    return;
  }
  store<i32>(column, <i32>start + before, PACKETS);
  store<i32>(column, flowHash(at + before), FLOW_HASHES);
}
