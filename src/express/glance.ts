/** A glance at frames: which of them are plain, and of which flow. */
import { ENDS, FLOW_HASHES, LINK_TYPES, ORIGINAL_LENGTHS, PACKETS, STARTS } from '../capture/frame-layout';
import { flowHash } from './flow';
import { plainPacket } from './packet';
import { columns, octets } from './state';

/** Writes of each of the first `count` frames where its packet begins, and the hash of its flow, if it is plain. */
export function glance(count: u32): void {
  for (let place: u32 = 0; place < count; place++) {
    const column = columns + (<usize>place << 2);
    const end = octets + <usize>load<u32>(column, ENDS);
    glanceAt(column, load<u32>(column, STARTS), end, load<i32>(column, LINK_TYPES), load<u32>(column, ORIGINAL_LENGTHS));
  }
}

/** The same of the frame whose numbers are at `column`, which begins `start` octets into the octets and ends at `end`. */
@inline
export function glanceAt(column: usize, start: u32, end: usize, linkType: i32, originalLength: u32): void {
  const at = octets + <usize>start;
  const before = plainPacket(linkType, at, end, originalLength);
  store<i32>(column, before < 0 ? -1 : <i32>start + before, PACKETS);
  if (before >= 0) store<i32>(column, flowHash(at + before), FLOW_HASHES);
}
