/**
 * The chain of IPv6 extension headers (RFC 8200 §4, RFC 6564); an IPv4 packet can have the authentication header too.
 */
import { type Cursor, tooShort } from './cursor.ts';
import { PROTOCOL_AUTHENTICATION } from './ip.ts';
import { Outcome } from './outcome.ts';

/** Said in place of an outcome: the cursor stands after the chain, at what `cursor.protocol` names. */
export const UPPER_LAYER = -1;

/** RFC 8200 §4.1 lets a packet have each header once, and destination options twice; this leaves room for mistakes. */
const MAXIMUM_HEADERS = 16;

const SMALLEST_HEADER = 8;
const LENGTH = 1;
const FRAGMENT_OFFSET = 2;

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const DESTINATION = 60;
const MOBILITY = 135;
const HOST_IDENTITY = 139;
const SHIM6 = 140;

/** Passes the extension headers at the cursor, of which `cursor.protocol` names the first. */
export function skipExtensionHeaders(view: DataView, cursor: Cursor): Outcome | typeof UPPER_LAYER {
  for (let headers = 0; headers <= MAXIMUM_HEADERS; headers++) {
    const kind = cursor.protocol;
    if (!isExtensionHeader(kind)) return UPPER_LAYER;
    const at = cursor.at;
    if (cursor.end - at < SMALLEST_HEADER) return tooShort(cursor, SMALLEST_HEADER);
    if (kind === FRAGMENT && view.getUint16(at + FRAGMENT_OFFSET) >>> 3 !== 0) return Outcome.LaterFragment;
    cursor.protocol = view.getUint8(at);
    cursor.at = at + headerLength(kind, view.getUint8(at + LENGTH));
  }
  return Outcome.TooDeep;
}

function headerLength(kind: number, length: number): number {
  if (kind === FRAGMENT) return SMALLEST_HEADER;
  // RFC 4302 §2.2: in units of 4 octets, minus 2; RFC 8200 §4.3 and the others: of 8 octets, the first not counted.
  return kind === PROTOCOL_AUTHENTICATION ? (length + 2) * 4 : (length + 1) * 8;
}

function isExtensionHeader(protocol: number): boolean {
  switch (protocol) {
    case HOP_BY_HOP:
    case ROUTING:
    case FRAGMENT:
    case PROTOCOL_AUTHENTICATION:
    case DESTINATION:
    case MOBILITY:
    case HOST_IDENTITY:
    case SHIM6:
      return true;
    default:
      return false;
  }
}
