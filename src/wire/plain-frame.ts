/**
 * Frames as most captures have them: the link layer's own header, IPv4 without options or IPv6 without extension headers,
 * not fragmented, and TCP, all of the headers captured. There every field but the options of TCP has one offset from the IP
 * header (plain-packet.ts). A frame that is plain is a segment; a glance tells its flow, so that threads pass over the
 * frames of others.
 *
 * Whatever is not exactly so goes to layers.ts, which would read a plain frame alike (a test holds the two together).
 */
import { ETHERNET, LINUX_SLL, LINUX_SLL2, RAW } from './link-type.ts';
import {
  headerOctets,
  IPV4_HEADER,
  IPV6_HEADER,
  offsetAndFlagsOf,
  PLAIN_IPV4,
  packetEndOf,
  tcpOf,
  WITHOUT_OPTIONS,
} from './plain-packet.ts';

const ETHER_TYPE_IPV4 = 0x0800;
const ETHER_TYPE_IPV6 = 0x86dd;
const PROTOCOL_TCP = 6;
const IPV4_FRAGMENT = 6;
/** More fragments, and the fragment offset. */
const FRAGMENT_MASK = 0x3fff;
const IPV4_PROTOCOL = 9;
const IPV6_NEXT_HEADER = 6;

/** Where the IP header of the frame in [start, end) begins; -1: the frame is not plain. */
export function plainPacket(
  linkType: number,
  view: DataView,
  start: number,
  end: number,
  originalLength: number,
): number {
  const packet = start + linkHeader(linkType);
  if (end - packet < IPV4_HEADER + WITHOUT_OPTIONS || packet < start) return -1;
  const version = view.getUint8(packet);
  if (version === PLAIN_IPV4) {
    if (view.getUint8(packet + IPV4_PROTOCOL) !== PROTOCOL_TCP) return -1;
    if ((view.getUint16(packet + IPV4_FRAGMENT) & FRAGMENT_MASK) !== 0) return -1;
    if (!announces(linkType, view, start, ETHER_TYPE_IPV4)) return -1;
  } else {
    if (version >>> 4 !== 6 || end - packet < IPV6_HEADER + WITHOUT_OPTIONS) return -1;
    if (view.getUint8(packet + IPV6_NEXT_HEADER) !== PROTOCOL_TCP) return -1;
    if (!announces(linkType, view, start, ETHER_TYPE_IPV6)) return -1;
  }
  const packetEnd = packetEndOf(view, packet);
  const tcp = tcpOf(view, packet);
  const header = headerOctets(offsetAndFlagsOf(view, tcp));
  if (packetEnd > start + originalLength || packetEnd < tcp + header) return -1;
  return header >= WITHOUT_OPTIONS && end - tcp >= header ? packet : -1;
}

/** Octets before the IP header; -1 where the link type is none of the usual ones. */
function linkHeader(linkType: number): number {
  if (linkType === ETHERNET) return 14;
  if (linkType === LINUX_SLL) return 16;
  if (linkType === LINUX_SLL2) return 20;
  return linkType === RAW ? 0 : -1;
}

/** Whether the link header says that the EtherType follows it. */
function announces(linkType: number, view: DataView, start: number, etherType: number): boolean {
  if (linkType === ETHERNET) return view.getUint16(start + 12) === etherType;
  if (linkType === LINUX_SLL) return view.getUint16(start + 14) === etherType;
  return linkType === RAW || view.getUint16(start) === etherType;
}
