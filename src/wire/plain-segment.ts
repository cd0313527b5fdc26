/** A plain packet (plain-packet.ts) to a segment: every field at its offset, but for the options of TCP. */
import { condense } from './payload.ts';
import { PLAIN } from './payload-class.ts';
import * as P from './plain-packet.ts';
import type { Segment } from './segment.ts';
import { clearOptions, decodeOptions } from './tcp-options.ts';

/** RFC 4291 §2.5.5.2: ::ffff:0:0/96 holds the IPv4 addresses. */
const MAPPED_PREFIX = 0xffff;
const IPV4_TIME_TO_LIVE = 8;
const IPV6_HOP_LIMIT = 7;
const IPV6_SOURCE = 8;
const IPV6_DESTINATION = 24;

/** Decodes the plain packet at `packet` of a frame that ends at `end`. `scope`: as plainScope() says it. */
export function decodePlain(
  view: DataView,
  packet: number,
  end: number,
  scope: number,
  segment: Segment,
): void {
  if (P.isIpv4(view, packet)) readIpv4(view, packet, segment);
  else readIpv6(view, packet, segment);
  const tcp = P.tcpOf(view, packet);
  const ports = P.portsOf(view, tcp);
  const offsetAndFlags = P.offsetAndFlagsOf(view, tcp);
  const header = P.headerOctets(offsetAndFlags);
  segment.sourcePort = ports >>> 16;
  segment.destinationPort = ports & 0xffff;
  segment.scope = scope;
  segment.sequence = P.sequenceOf(view, tcp);
  segment.acknowledgment = P.acknowledgmentOf(view, tcp);
  segment.flags = offsetAndFlags & 0xff;
  segment.window = P.windowOf(view, tcp);
  segment.missing = 0;
  const payload = tcp + header;
  if (header === P.WITHOUT_OPTIONS) clearOptions(segment);
  else decodeOptions(view, tcp + P.WITHOUT_OPTIONS, payload, payload, segment);
  const packetEnd = P.packetEndOf(view, packet);
  const length = packetEnd - payload;
  segment.length = length;
  // What was captured behind the packet's end is padding.
  segment.payload = length === 0 ? PLAIN : condense(view, payload, end < packetEnd ? end : packetEnd, length);
}

function readIpv4(view: DataView, packet: number, segment: Segment): void {
  segment.source0 = 0;
  segment.source1 = 0;
  segment.source2 = MAPPED_PREFIX;
  segment.source3 = P.source4(view, packet);
  segment.destination0 = 0;
  segment.destination1 = 0;
  segment.destination2 = MAPPED_PREFIX;
  segment.destination3 = P.destination4(view, packet);
  segment.ttl = view.getUint8(packet + IPV4_TIME_TO_LIVE);
  segment.ipId = P.ipIdOf(view, packet);
  segment.ipVersion = 4;
}

function readIpv6(view: DataView, packet: number, segment: Segment): void {
  segment.source0 = view.getInt32(packet + IPV6_SOURCE);
  segment.source1 = view.getInt32(packet + IPV6_SOURCE + 4);
  segment.source2 = view.getInt32(packet + IPV6_SOURCE + 8);
  segment.source3 = view.getInt32(packet + IPV6_SOURCE + 12);
  segment.destination0 = view.getInt32(packet + IPV6_DESTINATION);
  segment.destination1 = view.getInt32(packet + IPV6_DESTINATION + 4);
  segment.destination2 = view.getInt32(packet + IPV6_DESTINATION + 8);
  segment.destination3 = view.getInt32(packet + IPV6_DESTINATION + 12);
  segment.ttl = view.getUint8(packet + IPV6_HOP_LIMIT);
  segment.ipId = 0;
  segment.flowLabel = P.flowLabelOf(view, packet);
  segment.ipVersion = 6;
}
