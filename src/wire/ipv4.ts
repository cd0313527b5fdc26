/**
 * IPv4 headers (RFC 791), of packets on their way and of those that an ICMP error quotes. Checksums are not looked at:
 * hosts that leave them to the network card are captured with wrong ones.
 */
import { type Cursor, tooShort } from './cursor.ts';
import { PROTOCOL_AUTHENTICATION, PROTOCOL_TCP, protocolLayer } from './ip.ts';
import { skipExtensionHeaders, UPPER_LAYER } from './ipv6-extensions.ts';
import type { Step } from './layer.ts';
import { Outcome } from './outcome.ts';
import type { Segment } from './segment.ts';

const MINIMUM_HEADER = 20;
const TOTAL_LENGTH = 2;
const IDENTIFICATION = 4;
const FRAGMENT = 6;
const TIME_TO_LIVE = 8;
const PROTOCOL = 9;
const SOURCE = 12;
const DESTINATION = 16;
const FRAGMENT_OFFSET_MASK = 0x1fff;
/** RFC 4291 §2.5.5.2: ::ffff:0:0/96 holds the IPv4 addresses. */
const MAPPED_PREFIX = 0xffff;

/** The header of an IPv4 packet. A first fragment counts as a packet that ends where the fragment ends. */
export function decodeIpv4(view: DataView, cursor: Cursor, segment: Segment): Step {
  const at = cursor.at;
  if (cursor.end - at < MINIMUM_HEADER) return tooShort(cursor, MINIMUM_HEADER);
  const header = headerLength(view, at);
  if (header < MINIMUM_HEADER) return Outcome.Malformed;
  const totalLength = view.getUint16(at + TOTAL_LENGTH);
  // Segmentation offload leaves 0 where the packet has yet to be cut, or is over 64 KiB (Linux "BIG TCP").
  if (totalLength !== 0) cursor.bound(at + totalLength);
  if (at + header > cursor.declaredEnd) return Outcome.Malformed;
  if ((view.getUint16(at + FRAGMENT) & FRAGMENT_OFFSET_MASK) !== 0) return Outcome.LaterFragment;
  readHeader(view, at, segment);
  cursor.at = at + header;
  cursor.protocol = view.getUint8(at + PROTOCOL);
  if (cursor.protocol === PROTOCOL_AUTHENTICATION) {
    const step = skipExtensionHeaders(view, cursor);
    if (step !== UPPER_LAYER) return step;
  }
  return protocolLayer(cursor, segment);
}

/**
 * The IPv4 header that an ICMP error quotes; Outcome.Segment where TCP begins at the cursor. Its length is not believed:
 * the quote is cut, and some systems quote the field as their stack had rewritten it.
 */
export function decodeQuotedIpv4(view: DataView, cursor: Cursor, segment: Segment): Outcome {
  const at = cursor.at;
  if (cursor.end - at < MINIMUM_HEADER) return tooShort(cursor, MINIMUM_HEADER);
  const header = headerLength(view, at);
  if (header < MINIMUM_HEADER) return Outcome.Malformed;
  if ((view.getUint16(at + FRAGMENT) & FRAGMENT_OFFSET_MASK) !== 0) return Outcome.LaterFragment;
  if (view.getUint8(at + PROTOCOL) !== PROTOCOL_TCP) return Outcome.NotTcp;
  readHeader(view, at, segment);
  cursor.at = at + header;
  return Outcome.Segment;
}

/** 0 where the version is not 4. */
function headerLength(view: DataView, at: number): number {
  const versionAndLength = view.getUint8(at);
  return versionAndLength >>> 4 === 4 ? (versionAndLength & 0x0f) << 2 : 0;
}

function readHeader(view: DataView, at: number, segment: Segment): void {
  segment.source0 = 0;
  segment.source1 = 0;
  segment.source2 = MAPPED_PREFIX;
  segment.source3 = view.getInt32(at + SOURCE);
  segment.destination0 = 0;
  segment.destination1 = 0;
  segment.destination2 = MAPPED_PREFIX;
  segment.destination3 = view.getInt32(at + DESTINATION);
  segment.ttl = view.getUint8(at + TIME_TO_LIVE);
  segment.ipId = view.getUint16(at + IDENTIFICATION);
  segment.ipVersion = 4;
}
