/**
 * Frames as most captures have them: the link layer's own header, or that of Ethernet and the tag of a VLAN, IPv4 without options or IPv6 without extension headers,
 * not fragmented, and TCP, all of the headers captured. There every field but the options of TCP has one offset from the IP
 * header (plain-packet.ts). A frame that is plain is a segment; a glance tells its flow, so that threads pass over the
 * frames of others.
 *
 * Whatever is not exactly so goes to layers.ts, which would read a plain frame alike (a test holds the two together).
 */
import { Layer } from './layer.ts';
import { ETHERNET, LINUX_SLL, LINUX_SLL2, LOOP, NULL, RAW, RAW_BSD, RAW_OPENBSD } from './link-type.ts';
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
import { FAMILY, loopbackLayer } from './pseudo-links.ts';
import { foldIdentifier, VLAN_ID } from './scope.ts';

const ETHER_TYPE_IPV4 = 0x0800;
const ETHER_TYPE_IPV6 = 0x86dd;
/** IEEE 802.1Q §9.6: four octets, the last two of which are another EtherType. */
const ETHER_TYPE_VLAN = 0x8100;
const ETHERNET_HEADER = 14;
const ETHERNET_TYPE = 12;
const VLAN_TAG = 4;
const VLAN_ID_MASK = 0x0fff;
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
  const before = linkHeader(linkType);
  if (end - start < before + IPV4_HEADER + WITHOUT_OPTIONS || before < 0) return -1;
  const isTagged = linkType === ETHERNET && view.getUint16(start + ETHERNET_TYPE) === ETHER_TYPE_VLAN;
  const packet = start + before + (isTagged ? VLAN_TAG : 0);
  if (end - packet < IPV4_HEADER + WITHOUT_OPTIONS) return -1;
  const version = view.getUint8(packet);
  if (version === PLAIN_IPV4) {
    if (view.getUint8(packet + IPV4_PROTOCOL) !== PROTOCOL_TCP) return -1;
    if ((view.getUint16(packet + IPV4_FRAGMENT) & FRAGMENT_MASK) !== 0) return -1;
    if (!announces(linkType, view, start, packet, Layer.Ipv4)) return -1;
  } else {
    if (version >>> 4 !== 6 || end - packet < IPV6_HEADER + WITHOUT_OPTIONS) return -1;
    if (view.getUint8(packet + IPV6_NEXT_HEADER) !== PROTOCOL_TCP) return -1;
    if (!announces(linkType, view, start, packet, Layer.Ipv6)) return -1;
  }
  const packetEnd = packetEndOf(view, packet);
  const tcp = tcpOf(view, packet);
  const header = headerOctets(offsetAndFlagsOf(view, tcp));
  if (packetEnd > start + originalLength || packetEnd < tcp + header) return -1;
  return header >= WITHOUT_OPTIONS && end - tcp >= header ? packet : -1;
}

/** Octets before the IP header; -1 where the link type is none of the usual ones. */
function linkHeader(linkType: number): number {
  switch (linkType) {
    case ETHERNET:
      return ETHERNET_HEADER;
    case LINUX_SLL:
      return 16;
    case LINUX_SLL2:
      return 20;
    case NULL:
    case LOOP:
      return FAMILY;
    case RAW:
    case RAW_BSD:
    case RAW_OPENBSD:
      return 0;
    default:
      return -1;
  }
}

/** Whether the link header before `packet`, or the tag behind it, says that IPv4 or IPv6 follows. */
function announces(
  linkType: number,
  view: DataView,
  start: number,
  packet: number,
  layer: typeof Layer.Ipv4 | typeof Layer.Ipv6,
): boolean {
  switch (linkType) {
    case RAW:
    case RAW_BSD:
    case RAW_OPENBSD:
      return true;
    case NULL:
    case LOOP:
      return loopbackLayer(view, start) === layer;
    default: {
      const etherType = layer === Layer.Ipv4 ? ETHER_TYPE_IPV4 : ETHER_TYPE_IPV6;
      return view.getUint16(linkType === LINUX_SLL2 ? start : packet - 2) === etherType;
    }
  }
}

/** Segment.scope of the frame that begins at `start`, whose plain packet is at `packet`. */
export function plainScope(linkType: number, view: DataView, start: number, packet: number): number {
  if (linkType !== ETHERNET || packet === start + ETHERNET_HEADER) return 0;
  const id = view.getUint16(packet - VLAN_TAG) & VLAN_ID_MASK;
  return id === 0 ? 0 : foldIdentifier(0, VLAN_ID, id);
}
