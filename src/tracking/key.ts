/** The key of a row: both endpoints of its flow, the originator's first. Who of them sent a segment. */
import type { Segment } from '../wire/segment.ts';
import {
  CONNECTION_IPV4,
  type Direction,
  KEY_ORIGINATOR,
  KEY_ORIGINATOR_PORT,
  KEY_RESPONDER,
  KEY_RESPONDER_PORT,
  KEY_SCOPE,
} from './rows.ts';

/** RFC 4291 §2.5.5.2. */
const MAPPED_PREFIX = 0xffff;

/** The segment's direction where its endpoints are those of the row, else -1. */
export function directionOf(segment: Segment, page: DataView, at: number): Direction | -1 {
  const originatorPort = page.getUint16(at + KEY_ORIGINATOR_PORT, true);
  const responderPort = page.getUint16(at + KEY_RESPONDER_PORT, true);
  const { sourcePort, destinationPort } = segment;
  if (
    sourcePort === originatorPort &&
    destinationPort === responderPort &&
    isSource(page, at + KEY_ORIGINATOR, segment) &&
    isDestination(page, at + KEY_RESPONDER, segment)
  )
    return 0;
  return sourcePort === responderPort &&
    destinationPort === originatorPort &&
    isSource(page, at + KEY_RESPONDER, segment) &&
    isDestination(page, at + KEY_ORIGINATOR, segment)
    ? 1
    : -1;
}

/** Writes the key of a new row; `reversed` where the segment's source is the responder. */
export function writeKey(page: DataView, at: number, segment: Segment, reversed: boolean): void {
  const source = at + (reversed ? KEY_RESPONDER : KEY_ORIGINATOR);
  const destination = at + (reversed ? KEY_ORIGINATOR : KEY_RESPONDER);
  page.setInt32(source, segment.source0, true);
  page.setInt32(source + 4, segment.source1, true);
  page.setInt32(source + 8, segment.source2, true);
  page.setInt32(source + 12, segment.source3, true);
  page.setInt32(destination, segment.destination0, true);
  page.setInt32(destination + 4, segment.destination1, true);
  page.setInt32(destination + 8, segment.destination2, true);
  page.setInt32(destination + 12, segment.destination3, true);
  page.setUint16(at + (reversed ? KEY_RESPONDER_PORT : KEY_ORIGINATOR_PORT), segment.sourcePort, true);
  page.setUint16(at + (reversed ? KEY_ORIGINATOR_PORT : KEY_RESPONDER_PORT), segment.destinationPort, true);
  page.setInt32(at + KEY_SCOPE, segment.scope, true);
}

function isSource(page: DataView, at: number, segment: Segment): boolean {
  return (
    page.getInt32(at + 12, true) === segment.source3 &&
    page.getInt32(at + 8, true) === segment.source2 &&
    page.getInt32(at + 4, true) === segment.source1 &&
    page.getInt32(at, true) === segment.source0
  );
}

function isDestination(page: DataView, at: number, segment: Segment): boolean {
  return (
    page.getInt32(at + 12, true) === segment.destination3 &&
    page.getInt32(at + 8, true) === segment.destination2 &&
    page.getInt32(at + 4, true) === segment.destination1 &&
    page.getInt32(at, true) === segment.destination0
  );
}

/** CONNECTION_IPV4 where both addresses of the segment are IPv4, in whichever form; else 0. */
export function familyFlag(segment: Segment): number {
  const isMapped =
    segment.source0 === 0 &&
    segment.source1 === 0 &&
    segment.source2 === MAPPED_PREFIX &&
    segment.destination0 === 0 &&
    segment.destination1 === 0 &&
    segment.destination2 === MAPPED_PREFIX;
  return isMapped ? CONNECTION_IPV4 : 0;
}
