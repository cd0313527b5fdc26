/** The key of a row: both endpoints of its flow, the originator's first. Who of them sent a segment. */
import type { Segment } from '../wire/segment.ts';
import * as R from './rows.ts';

/** Four Int32 words, network order; IPv4 as ::ffff:a.b.c.d. */
export type Address = readonly [number, number, number, number];

/** RFC 4291 §2.5.5.2: the third word of an IPv4 address. */
const MAPPED_PREFIX = 0xffff;

/** The segment's direction where its endpoints are those of the row, else -1. */
export function directionOf(segment: Segment, page: DataView, at: number): R.Direction | -1 {
  const originatorPort = page.getUint16(at + R.KEY_ORIGINATOR_PORT);
  const responderPort = page.getUint16(at + R.KEY_RESPONDER_PORT);
  const originator = page.getInt32(at + R.KEY_ORIGINATOR);
  const responder = page.getInt32(at + R.KEY_RESPONDER);
  const { sourcePort, destinationPort, source3, destination3 } = segment;
  if (
    sourcePort === originatorPort &&
    destinationPort === responderPort &&
    source3 === originator &&
    destination3 === responder &&
    hasRest(segment, page, at, 0)
  )
    return 0;
  return sourcePort === responderPort &&
    destinationPort === originatorPort &&
    source3 === responder &&
    destination3 === originator &&
    hasRest(segment, page, at, 1)
    ? 1
    : -1;
}

/** Writes the key and the family of a new row; `reversed` where the segment's source is the responder. */
export function writeKey(page: DataView, at: number, segment: Segment, reversed: boolean): void {
  page.setInt32(at + (reversed ? R.KEY_RESPONDER : R.KEY_ORIGINATOR), segment.source3);
  page.setInt32(at + (reversed ? R.KEY_ORIGINATOR : R.KEY_RESPONDER), segment.destination3);
  page.setUint16(at + (reversed ? R.KEY_RESPONDER_PORT : R.KEY_ORIGINATOR_PORT), segment.sourcePort);
  page.setUint16(at + (reversed ? R.KEY_ORIGINATOR_PORT : R.KEY_RESPONDER_PORT), segment.destinationPort);
  if (isIpv4(segment)) {
    page.setUint32(at + R.CONNECTION_FLAGS, R.CONNECTION_IPV4, true);
    return;
  }
  const source = addressAt(at, reversed ? 1 : 0);
  const destination = addressAt(at, reversed ? 0 : 1);
  page.setInt32(source, segment.source0, true);
  page.setInt32(source + 4, segment.source1, true);
  page.setInt32(source + 8, segment.source2, true);
  page.setInt32(source + 12, segment.source3, true);
  page.setInt32(destination, segment.destination0, true);
  page.setInt32(destination + 4, segment.destination1, true);
  page.setInt32(destination + 8, segment.destination2, true);
  page.setInt32(destination + 12, segment.destination3, true);
}

/** The address of a side of the row at `at`. */
export function addressOf(page: DataView, at: number, direction: R.Direction): Address {
  if (page.getUint32(at + R.CONNECTION_FLAGS, true) & R.CONNECTION_IPV4)
    return [0, 0, MAPPED_PREFIX, page.getInt32(at + (direction ? R.KEY_RESPONDER : R.KEY_ORIGINATOR))];
  const from = addressAt(at, direction);
  return [
    page.getInt32(from, true),
    page.getInt32(from + 4, true),
    page.getInt32(from + 8, true),
    page.getInt32(from + 12, true),
  ];
}

/** The port of a side. */
export function portOf(page: DataView, at: number, direction: R.Direction): number {
  return page.getUint16(at + (direction ? R.KEY_RESPONDER_PORT : R.KEY_ORIGINATOR_PORT));
}

/** Where an address lies whole, if it is not of IPv4. */
function addressAt(at: number, direction: number): number {
  return R.rareOfHalf(at + R.halfOffset(direction)) + R.ADDRESS;
}

/** Whether the addresses agree in all that the key leaves out, the last words do already; `direction`: the segment's. */
function hasRest(segment: Segment, page: DataView, at: number, direction: R.Direction): boolean {
  if (page.getUint32(at + R.CONNECTION_FLAGS, true) & R.CONNECTION_IPV4) return isIpv4(segment);
  const source = addressAt(at, direction);
  const destination = addressAt(at, 1 - direction);
  return (
    page.getInt32(source + 8, true) === segment.source2 &&
    page.getInt32(source + 4, true) === segment.source1 &&
    page.getInt32(source, true) === segment.source0 &&
    page.getInt32(destination + 8, true) === segment.destination2 &&
    page.getInt32(destination + 4, true) === segment.destination1 &&
    page.getInt32(destination, true) === segment.destination0
  );
}

/** Both addresses of the segment are of IPv4, in whichever form. */
function isIpv4(segment: Segment): boolean {
  return (
    segment.source0 === 0 &&
    segment.source1 === 0 &&
    segment.source2 === MAPPED_PREFIX &&
    segment.destination0 === 0 &&
    segment.destination1 === 0 &&
    segment.destination2 === MAPPED_PREFIX
  );
}
