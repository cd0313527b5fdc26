/**
 * IPv6 headers (RFC 8200), of packets on their way and of those that an ICMPv6 error quotes.
 */
import { type Cursor, tooShort } from './cursor.ts';
import { PROTOCOL_TCP, protocolLayer } from './ip.ts';
import { skipExtensionHeaders, UPPER_LAYER } from './ipv6-extensions.ts';
import type { Step } from './layer.ts';
import { Outcome } from './outcome.ts';
import type { Segment } from './segment.ts';

const HEADER = 40;
const PAYLOAD_LENGTH = 4;
const NEXT_HEADER = 6;
const HOP_LIMIT = 7;
const SOURCE = 8;
const DESTINATION = 24;
const FLOW_LABEL_MASK = 0xf_ffff;

/** The header of an IPv6 packet, with its extension headers. */
export function decodeIpv6(view: DataView, cursor: Cursor, segment: Segment): Step {
  const at = cursor.at;
  if (cursor.end - at < HEADER) return tooShort(cursor, HEADER);
  if (view.getUint8(at) >>> 4 !== 6) return Outcome.Malformed;
  const payloadLength = view.getUint16(at + PAYLOAD_LENGTH);
  // 0 in a jumbogram (RFC 2675 §3), and where segmentation offload has yet to cut the packet.
  if (payloadLength !== 0) cursor.bound(at + HEADER + payloadLength);
  readHeader(view, at, segment);
  const step = passHeaders(view, cursor);
  return step === UPPER_LAYER ? protocolLayer(cursor, segment) : step;
}

/** The IPv6 header that an ICMPv6 error quotes; Outcome.Segment where TCP begins at the cursor. */
export function decodeQuotedIpv6(view: DataView, cursor: Cursor, segment: Segment): Outcome {
  const at = cursor.at;
  if (cursor.end - at < HEADER) return tooShort(cursor, HEADER);
  if (view.getUint8(at) >>> 4 !== 6) return Outcome.Malformed;
  readHeader(view, at, segment);
  const step = passHeaders(view, cursor);
  if (step !== UPPER_LAYER) return step;
  return cursor.protocol === PROTOCOL_TCP ? Outcome.Segment : Outcome.NotTcp;
}

function passHeaders(view: DataView, cursor: Cursor): Outcome | typeof UPPER_LAYER {
  cursor.protocol = view.getUint8(cursor.at + NEXT_HEADER);
  cursor.at += HEADER;
  return cursor.protocol === PROTOCOL_TCP ? UPPER_LAYER : skipExtensionHeaders(view, cursor);
}

function readHeader(view: DataView, at: number, segment: Segment): void {
  segment.source0 = view.getInt32(at + SOURCE);
  segment.source1 = view.getInt32(at + SOURCE + 4);
  segment.source2 = view.getInt32(at + SOURCE + 8);
  segment.source3 = view.getInt32(at + SOURCE + 12);
  segment.destination0 = view.getInt32(at + DESTINATION);
  segment.destination1 = view.getInt32(at + DESTINATION + 4);
  segment.destination2 = view.getInt32(at + DESTINATION + 8);
  segment.destination3 = view.getInt32(at + DESTINATION + 12);
  segment.ttl = view.getUint8(at + HOP_LIMIT);
  segment.ipId = 0;
  segment.flowLabel = view.getUint32(at) & FLOW_LABEL_MASK;
  segment.ipVersion = 6;
}
