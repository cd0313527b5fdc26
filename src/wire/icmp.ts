/**
 * ICMP (RFC 792) and ICMPv6 (RFC 4443) errors that quote the beginning of a TCP segment: at least its ports and
 * sequence number (RFC 792: 64 bits), on most systems more. All other messages are Outcome.NotTcp.
 */
import { type Cursor, tooShort } from './cursor.ts';
import { decodeQuotedIpv4 } from './ipv4.ts';
import { decodeQuotedIpv6 } from './ipv6.ts';
import { Outcome } from './outcome.ts';
import { PLAIN } from './payload-class.ts';
import { MISSING_ACKNOWLEDGMENT, MISSING_OPTIONS, MISSING_WINDOW, type Segment } from './segment.ts';
import {
  ACKNOWLEDGMENT,
  DATA_OFFSET,
  DESTINATION_PORT,
  headerLength,
  MINIMUM_HEADER,
  SEQUENCE,
  SOURCE_PORT,
  THROUGH_FLAGS,
  THROUGH_WINDOW,
  WINDOW,
} from './tcp.ts';
import { clearOptions, decodeOptions } from './tcp-options.ts';

/** Octets before the quoted packet, in both protocols. */
const HEADER = 8;
const TYPE = 0;
const CODE = 1;
/** RFC 792: "64 bits of data". */
const QUOTED_AT_LEAST = 8;

const DESTINATION_UNREACHABLE = 3;
const SOURCE_QUENCH = 4;
const TIME_EXCEEDED = 11;
const PARAMETER_PROBLEM = 12;
/** RFC 4443 §2.1: destination unreachable, packet too big, time exceeded, parameter problem. */
const FIRST_V6_ERROR = 1;
const LAST_V6_ERROR = 4;

/** An ICMP message in IPv4. */
export function decodeIcmp(view: DataView, cursor: Cursor, segment: Segment): Outcome {
  if (cursor.end - cursor.at < HEADER) return tooShort(cursor, HEADER);
  if (!isError(view.getUint8(cursor.at + TYPE))) return Outcome.NotTcp;
  readError(view, cursor, segment);
  const outcome = decodeQuotedIpv4(view, cursor, segment);
  return outcome === Outcome.Segment ? decodeQuotedTcp(view, cursor, segment) : outcome;
}

/** An ICMPv6 message. */
export function decodeIcmpV6(view: DataView, cursor: Cursor, segment: Segment): Outcome {
  if (cursor.end - cursor.at < HEADER) return tooShort(cursor, HEADER);
  const type = view.getUint8(cursor.at + TYPE);
  if (type < FIRST_V6_ERROR || type > LAST_V6_ERROR) return Outcome.NotTcp;
  readError(view, cursor, segment);
  const outcome = decodeQuotedIpv6(view, cursor, segment);
  return outcome === Outcome.Segment ? decodeQuotedTcp(view, cursor, segment) : outcome;
}

function isError(type: number): boolean {
  return (
    type === DESTINATION_UNREACHABLE ||
    type === SOURCE_QUENCH ||
    type === TIME_EXCEEDED ||
    type === PARAMETER_PROBLEM
  );
}

function readError(view: DataView, cursor: Cursor, segment: Segment): void {
  segment.icmpType = view.getUint8(cursor.at + TYPE);
  segment.icmpCode = view.getUint8(cursor.at + CODE);
  segment.reporter0 = segment.source0;
  segment.reporter1 = segment.source1;
  segment.reporter2 = segment.source2;
  segment.reporter3 = segment.source3;
  cursor.at += HEADER;
}

function decodeQuotedTcp(view: DataView, cursor: Cursor, segment: Segment): Outcome {
  const at = cursor.at;
  const quoted = cursor.end - at;
  if (quoted < QUOTED_AT_LEAST) return tooShort(cursor, QUOTED_AT_LEAST);
  segment.sourcePort = view.getUint16(at + SOURCE_PORT);
  segment.destinationPort = view.getUint16(at + DESTINATION_PORT);
  segment.sequence = view.getInt32(at + SEQUENCE);
  segment.scope = cursor.scope;
  segment.acknowledgment = 0;
  segment.flags = 0;
  segment.window = 0;
  segment.length = 0;
  segment.payload = PLAIN;
  segment.missing = MISSING_ACKNOWLEDGMENT | MISSING_WINDOW | MISSING_OPTIONS;
  clearOptions(segment);

  if (quoted < THROUGH_FLAGS) return Outcome.IcmpError;
  const offsetAndFlags = view.getUint16(at + DATA_OFFSET);
  // Routers that quote 8 octets and pad to the 128 of RFC 4884 §4 leave zeros here.
  if (headerLength(offsetAndFlags) < MINIMUM_HEADER) return Outcome.IcmpError;
  segment.acknowledgment = view.getInt32(at + ACKNOWLEDGMENT);
  segment.flags = offsetAndFlags & 0xff;
  segment.missing = MISSING_WINDOW | MISSING_OPTIONS;
  if (quoted < THROUGH_WINDOW) return Outcome.IcmpError;
  segment.window = view.getUint16(at + WINDOW);
  segment.missing = MISSING_OPTIONS;
  const end = at + headerLength(offsetAndFlags);
  // Routers quote as much as they like (RFC 1812 §4.3.2.3): with its timestamps, a quote names one very segment.
  if (end <= cursor.end) {
    segment.missing = 0;
    decodeOptions(view, at + MINIMUM_HEADER, end, cursor.end, segment);
  }
  return Outcome.IcmpError;
}
