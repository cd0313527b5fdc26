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
  UNTIMED,
} from '../capture/frame-layout';
import { flowHash } from './flow';
import { countNone, isNoSegment } from './no-segment';
import { ETHERNET, ETHERNET_HEADER, isIpv4, isUsual, isWhole, plainPacket } from './packet';
import { vlanBit } from './scope';
import { columns, octets } from './state';

/**
 * Writes of each of the first `count` frames where its packet begins, and the hash of its flow, if it is plain; one without a
 * time never is.
 */
export function glance(count: u32): void {
  countNone();
  for (let place: u32 = 0; place < count; place++) {
    const column = columns + (<usize>place << 2);
    const end = octets + <usize>load<u32>(column, ENDS);
    const start = load<u32>(column, STARTS);
    glanceAt(place, start, end, load<i32>(column, LINK_TYPES), load<u32>(column, ORIGINAL_LENGTHS));
    const isUntimed = load<u8>(columns + <usize>place, UNTIMED) != 0;
    if (isUntimed && load<i32>(column, PACKETS) != NO_SEGMENT) store<i32>(column, NOT_PLAIN, PACKETS);
  }
}

/** The same of the frame at this place, which begins `start` octets into the octets and ends at `end`. */
@inline
export function glanceAt(place: u32, start: u32, end: usize, linkType: i32, originalLength: u32): void {
  const at = octets + <usize>start;
  const ip = at + ETHERNET_HEADER;
  if (linkType == ETHERNET && isUsual(at, end) && isWhole(at, end, originalLength, ip, true)) {
    write(place, start + <u32>ETHERNET_HEADER, flowHash(ip, true));
  } else glanceAtOther(place, start, end, linkType, originalLength);
}

function glanceAtOther(place: u32, start: u32, end: usize, linkType: i32, originalLength: u32): void {
  const at = octets + <usize>start;
  const before = plainPacket(linkType, at, end, originalLength);
  if (before >= 0) {
    const ip = at + before;
    write(place, (start + before) | vlanBit(linkType, at, ip), flowHash(ip, isIpv4(ip)));
  } else {
    const packet = isNoSegment(place, linkType, at, end) ? NO_SEGMENT : NOT_PLAIN;
    store<i32>(columns + (<usize>place << 2), packet, PACKETS);
  }
}

@inline
function write(place: u32, packet: u32, hash: i32): void {
  const column = columns + (<usize>place << 2);
  store<u32>(column, packet, PACKETS);
  store<i32>(column, hash, FLOW_HASHES);
}
