/**
 * The fields of a plain packet (plain-frame.ts) where they lie in the view: IPv4 without options or IPv6 without extension
 * headers, then TCP. Its options are read by tcp-options.ts.
 *
 * Contract: `packet` is where plainPacket() found the IP header, `tcp` is tcpOf() of it. Then no accessor reads outside
 * the frame. Numbers are as wire/segment.ts has them.
 */

/** Version 4 and a header of 5 words. */
export const PLAIN_IPV4 = 0x45;
export const IPV4_HEADER = 20;
export const IPV6_HEADER = 40;
export const WITHOUT_OPTIONS = 20;

const IPV4_TOTAL_LENGTH = 2;
const IPV4_IDENTIFICATION = 4;
const IPV4_SOURCE = 12;
const IPV4_DESTINATION = 16;
const IPV6_PAYLOAD_LENGTH = 4;
const FLOW_LABEL_MASK = 0xf_ffff;
const SEQUENCE = 4;
const ACKNOWLEDGMENT = 8;
const OFFSET_AND_FLAGS = 12;
const WINDOW = 14;

export function isIpv4(view: DataView, packet: number): boolean {
  return view.getUint8(packet) === PLAIN_IPV4;
}

/** Where its TCP header begins. */
export function tcpOf(view: DataView, packet: number): number {
  return packet + (isIpv4(view, packet) ? IPV4_HEADER : IPV6_HEADER);
}

/** Where it ends, by its length field. */
export function packetEndOf(view: DataView, packet: number): number {
  return isIpv4(view, packet)
    ? packet + view.getUint16(packet + IPV4_TOTAL_LENGTH)
    : packet + IPV6_HEADER + view.getUint16(packet + IPV6_PAYLOAD_LENGTH);
}

/** 0 in IPv6. */
export function ipIdOf(view: DataView, packet: number): number {
  return isIpv4(view, packet) ? view.getUint16(packet + IPV4_IDENTIFICATION) : 0;
}

/** Of an IPv4 packet. */
export function source4(view: DataView, packet: number): number {
  return view.getInt32(packet + IPV4_SOURCE);
}

/** Of an IPv4 packet. */
export function destination4(view: DataView, packet: number): number {
  return view.getInt32(packet + IPV4_DESTINATION);
}

/** Of an IPv6 packet. */
export function flowLabelOf(view: DataView, packet: number): number {
  return view.getUint32(packet) & FLOW_LABEL_MASK;
}

/** Source port << 16 | destination port, as Int32. */
export function portsOf(view: DataView, tcp: number): number {
  return view.getInt32(tcp);
}

export function sequenceOf(view: DataView, tcp: number): number {
  return view.getInt32(tcp + SEQUENCE);
}

export function acknowledgmentOf(view: DataView, tcp: number): number {
  return view.getInt32(tcp + ACKNOWLEDGMENT);
}

/** The 16-bit word of the data offset and the flags; its low octet is Segment.flags. */
export function offsetAndFlagsOf(view: DataView, tcp: number): number {
  return view.getUint16(tcp + OFFSET_AND_FLAGS);
}

/** Octets of the TCP header by that word. */
export function headerOctets(offsetAndFlags: number): number {
  return (offsetAndFlags >>> 10) & 0x3c;
}

export function windowOf(view: DataView, tcp: number): number {
  return view.getUint16(tcp + WINDOW);
}
