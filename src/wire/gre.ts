/**
 * GRE headers with all their optional fields: RFC 2784 and RFC 2890, the source routes of RFC 1701, and version 1, which
 * carries PPP for PPTP (RFC 2637 §4.1).
 */
import { type Cursor, tooShort } from './cursor.ts';
import { etherTypeLayer } from './ether-type.ts';
import type { Step } from './layer.ts';
import { Outcome } from './outcome.ts';
import { foldGreKey, foldTunnel } from './scope.ts';
import type { Segment } from './segment.ts';

const MINIMUM_HEADER = 4;
const PROTOCOL_TYPE = 2;
/** Each of: checksum and offset, key, sequence number, acknowledgment number. */
const OPTIONAL_FIELD = 4;

const CHECKSUM_PRESENT = 0x8000;
const ROUTING_PRESENT = 0x4000;
const KEY_PRESENT = 0x2000;
const SEQUENCE_PRESENT = 0x1000;
const ACKNOWLEDGMENT_PRESENT = 0x0080;
const VERSION_MASK = 0x0007;

/** RFC 1701: a source route entry has an address family, an offset, a length and as many octets. */
const ROUTE_ENTRY = 4;
const ROUTE_ENTRY_LENGTH = 3;
const MAXIMUM_ROUTE_ENTRIES = 16;

/** A GRE header. */
export function decodeGre(view: DataView, cursor: Cursor, segment: Segment): Step {
  const at = cursor.at;
  if (cursor.end - at < MINIMUM_HEADER) return tooShort(cursor, MINIMUM_HEADER);
  const flags = view.getUint16(at);
  const version = flags & VERSION_MASK;
  if (version > 1) return Outcome.NotTcp;
  cursor.scope = foldTunnel(cursor.scope, segment);

  const keyOffset =
    MINIMUM_HEADER + ((flags & (CHECKSUM_PRESENT | ROUTING_PRESENT)) !== 0 ? OPTIONAL_FIELD : 0);
  let header = keyOffset;
  if ((flags & KEY_PRESENT) !== 0) header += OPTIONAL_FIELD;
  if ((flags & SEQUENCE_PRESENT) !== 0) header += OPTIONAL_FIELD;
  if (version === 1 && (flags & ACKNOWLEDGMENT_PRESENT) !== 0) header += OPTIONAL_FIELD;
  if (cursor.end - at < header) return tooShort(cursor, header);
  // In version 1 the key is a length and a call id, which each direction has of its own.
  if ((flags & KEY_PRESENT) !== 0 && version === 0) {
    cursor.scope = foldGreKey(cursor.scope, view.getInt32(at + keyOffset));
  }
  cursor.at = at + header;
  if ((flags & ROUTING_PRESENT) !== 0) {
    const outcome = skipSourceRoutes(view, cursor);
    if (outcome !== Outcome.Segment) return outcome;
  }
  // Of PPTP, an acknowledgment that brings nothing (RFC 2637 §4.1).
  if (version === 1 && cursor.at >= cursor.declaredEnd) return Outcome.NotTcp;
  return etherTypeLayer(view.getUint16(at + PROTOCOL_TYPE));
}

/** Outcome.Segment where the cursor stands after the list, which an entry of zeros ends. */
function skipSourceRoutes(view: DataView, cursor: Cursor): Outcome {
  for (let entries = 0; entries < MAXIMUM_ROUTE_ENTRIES; entries++) {
    if (cursor.end - cursor.at < ROUTE_ENTRY) return tooShort(cursor, ROUTE_ENTRY);
    const family = view.getUint16(cursor.at);
    const length = view.getUint8(cursor.at + ROUTE_ENTRY_LENGTH);
    cursor.at += ROUTE_ENTRY + length;
    if (family === 0 && length === 0) return Outcome.Segment;
  }
  return Outcome.Malformed;
}
