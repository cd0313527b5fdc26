/**
 * TCP headers (RFC 9293 §3.1). A header that the capture cut is worth what is there of it, from its flags on;
 * Segment.missing says what is not.
 */
import type { Cursor } from './cursor.ts';
import { Outcome } from './outcome.ts';
import { condense } from './payload.ts';
import { PLAIN } from './payload-class.ts';
import { MISSING_OPTIONS, MISSING_WINDOW, type Segment } from './segment.ts';
import { clearOptions, decodeOptions } from './tcp-options.ts';

/** Octets of a header without options. */
export const MINIMUM_HEADER = 20;
/** Offsets in the header. */
export const SOURCE_PORT = 0;
export const DESTINATION_PORT = 2;
export const SEQUENCE = 4;
export const ACKNOWLEDGMENT = 8;
export const DATA_OFFSET = 12;
export const WINDOW = 14;
/** Octets up to and including the flags. */
export const THROUGH_FLAGS = 14;
/** Octets up to and including the window. */
export const THROUGH_WINDOW = 16;

/** RFC 7323 §2.3: no window is larger, so no segment is longer; a capture that says so would break the arithmetic. */
export const MAXIMUM_LENGTH: number = 2 ** 30;

/** A TCP segment, the innermost header of its frame. */
export function decodeTcp(view: DataView, cursor: Cursor, segment: Segment): Outcome {
  const at = cursor.at;
  const declared = cursor.declaredEnd - at;
  if (declared < MINIMUM_HEADER) return Outcome.Malformed;
  const captured = cursor.end - at;
  if (captured < THROUGH_FLAGS) return Outcome.Truncated;
  const offsetAndFlags = view.getUint16(at + DATA_OFFSET);
  const header = headerLength(offsetAndFlags);
  if (header < MINIMUM_HEADER || header > declared) return Outcome.Malformed;
  const length = cursor.wireEnd - at - header;
  if (length > MAXIMUM_LENGTH) return Outcome.Malformed;

  segment.sourcePort = view.getUint16(at + SOURCE_PORT);
  segment.destinationPort = view.getUint16(at + DESTINATION_PORT);
  segment.scope = cursor.scope;
  segment.sequence = view.getInt32(at + SEQUENCE);
  segment.acknowledgment = view.getInt32(at + ACKNOWLEDGMENT);
  segment.flags = offsetAndFlags & 0xff;
  segment.length = length > 0 ? length : 0;
  segment.payload = length > 0 ? condense(view, at + header, cursor.end, length) : PLAIN;
  segment.missing = 0;
  if (captured >= THROUGH_WINDOW) {
    segment.window = view.getUint16(at + WINDOW);
  } else {
    segment.window = 0;
    segment.missing = MISSING_WINDOW;
  }
  if (header === MINIMUM_HEADER) {
    clearOptions(segment);
  } else {
    if (captured < header) segment.missing |= MISSING_OPTIONS;
    decodeOptions(view, at + MINIMUM_HEADER, at + header, cursor.end, segment);
  }
  return Outcome.Segment;
}

/** Octets of the header, by the 16-bit word of data offset and flags. */
export function headerLength(offsetAndFlags: number): number {
  return (offsetAndFlags >>> 10) & 0x3c;
}
