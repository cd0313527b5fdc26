/**
 * Plain packets, as wire/plain-frame.ts and wire/plain-packet.ts have them: IPv4 without options or IPv6 without extension
 * headers, not fragmented, TCP whose header was captured whole. `ip` and `tcp` are where the headers begin.
 */
import { i32at, u8at, u16at } from './octets';

export const PLAIN_IPV4: u32 = 0x45;
export const IPV4_HEADER: usize = 20;
export const IPV6_HEADER: usize = 40;
const PROTOCOL_TCP: u32 = 6;
export const WITHOUT_OPTIONS: u32 = 20;
export const ETHERNET_HEADER: usize = 14;
export const WITH_TIMESTAMPS: u32 = 32;
/** NOP, NOP, timestamps, 10; as the word lies there. */
export const ALIGNED_TIMESTAMPS: u32 = 0x0a080101;
/** NOP, NOP, SACK; likewise. */
const ALIGNED_SACK: u32 = 0x050101;

/** RFC 9293 §3.1; FIN, SYN, RST and ACK together. */
export const FIN: u32 = 0x01;
export const SYN: u32 = 0x02;
export const RST: u32 = 0x04;
export const ACK: u32 = 0x10;
export const CONTROL: u32 = 0x17;

export const ETHERNET: i32 = 1;
/** NULL, of BSD's loopback interfaces, and LOOP of OpenBSD: an address family in the byte order of the host, or in network order. */
const LOOPBACK: i32 = 0;
const LOOP: i32 = 108;
const FAMILY: i32 = 4;
const RAW: i32 = 101;
const RAW_BSD: i32 = 12;
const RAW_OPENBSD: i32 = 14;
const LINUX_SLL: i32 = 113;
const LINUX_SLL2: i32 = 276;
export const ETHER_TYPE_IPV4: u32 = 0x0800;
export const ETHER_TYPE_IPV6: u32 = 0x86dd;
const ETHER_TYPE_VLAN: u32 = 0x8100;
const VLAN_TAG: i32 = 4;

@inline
export function isIpv4(ip: usize): bool {
  return u8at(ip) == PLAIN_IPV4;
}

/** `ipv4`: what isIpv4() says, which is asked once for each packet. */
@inline
export function tcpAt(ip: usize, ipv4: bool): usize {
  return ip + (ipv4 ? IPV4_HEADER : IPV6_HEADER);
}

/** Where it ends, by its length field. */
@inline
export function packetEnd(ip: usize, ipv4: bool): usize {
  return ipv4 ? ip + u16at(ip + 2) : ip + IPV6_HEADER + u16at(ip + 4);
}

/** Its IPv4 identification; 0: it has none, as in IPv6. */
@inline
export function ipIdOf(ip: usize, ipv4: bool): u32 {
  return ipv4 ? u16at(ip + 4) : 0;
}

/** Its TTL or hop limit. */
@inline
export function ttlOf(ip: usize, ipv4: bool): u32 {
  return u8at(ip + (ipv4 ? 8 : 7));
}

/** Data offset and flags, and in the lower half the window. */
@inline
export function controlWord(tcp: usize): u32 {
  return <u32>i32at(tcp + 12);
}

/** Octets of the TCP header, by the 16 bits of data offset and flags. */
@inline
export function headerOctets(offsetAndFlags: u32): u32 {
  return (offsetAndFlags >>> 10) & 0x3c;
}

/** Whether a header of so many octets has no option, or timestamps alone in their usual layout. */
@inline
export function isBare(tcp: usize, header: u32): bool {
  return header == WITHOUT_OPTIONS || (header == WITH_TIMESTAMPS && load<u32>(tcp, 20) == ALIGNED_TIMESTAMPS);
}

/** Where the TSval of such a header lies, the TSecr behind it, also with SACK behind that; 0: it has none. */
@inline
export function timestampsOf(tcp: usize, header: u32): usize {
  return header >= WITH_TIMESTAMPS && load<u32>(tcp, 20) == ALIGNED_TIMESTAMPS ? tcp + 24 : 0;
}

/**
 * Where the right edge of the first SACK block lies, if the header has no other options but timestamps before them, all in their
 * usual layout; else 0. `timestamps`: of timestampsOf().
 */
export function sackOf(tcp: usize, header: u32, timestamps: usize): usize {
  const before: u32 = timestamps != 0 ? WITH_TIMESTAMPS : WITHOUT_OPTIONS;
  const octets = header - before;
  // NOP, NOP, SACK, and its length: that of two octets and blocks of eight.
  if (header <= before || (octets & 7) != 4 || octets == 4) return 0;
  const word = load<u32>(tcp + before);
  return (word & 0xffffff) == ALIGNED_SACK && word >>> 24 == octets - 2 ? tcp + before + 8 : 0;
}

/** Octets before the IP header; -1 where the link type is none of the usual ones. */
@inline
export function linkHeader(linkType: i32): i32 {
  if (linkType == ETHERNET) return <i32>ETHERNET_HEADER;
  if (linkType == LINUX_SLL) return 16;
  if (linkType == LINUX_SLL2) return 20;
  if (linkType == LOOPBACK || linkType == LOOP) return FAMILY;
  return isRaw(linkType) ? 0 : -1;
}

/** Whether the link header before the IP header, or the tag behind it, says that the EtherType follows. */
@inline
export function announces(linkType: i32, start: usize, ip: usize, etherType: u32): bool {
  if (isRaw(linkType)) return true;
  if (linkType == LOOPBACK || linkType == LOOP) return familyType(<u32>i32at(start)) == etherType;
  return u16at(linkType == LINUX_SLL2 ? start : ip - 2) == etherType;
}

@inline
function isRaw(linkType: i32): bool {
  return linkType == RAW || linkType == RAW_BSD || linkType == RAW_OPENBSD;
}

/** The EtherType of an address family, as wire/pseudo-links.ts knows them; 0: it is of neither IP. */
function familyType(word: u32): u32 {
  const family = word >>> 16 == 0 ? word : bswap<u32>(word);
  if (family == 2) return ETHER_TYPE_IPV4;
  return family == 10 || family == 24 || family == 28 || family == 30 ? ETHER_TYPE_IPV6 : 0;
}

/**
 * Whether the Ethernet frame in [start, end) brings IPv4 and TCP as nearly all do: what plainPacket() asks one after another, in
 * two words as they lie there: EtherType, version and header length; fragment and protocol, with the TTL between them.
 */
@inline
export function isUsual(start: usize, end: usize): bool {
  return (
    end >= start + ETHERNET_HEADER + IPV4_HEADER + WITHOUT_OPTIONS &&
    (load<u32>(start, ETHERNET_HEADER - 2) & 0x00ffffff) == 0x00450008 &&
    (load<u32>(start, ETHERNET_HEADER + 6) & 0xff00ff3f) == 0x06000000
  );
}

/** Whether all of the packet at `ip` is in the frame, as it was sent, and the TCP header was captured whole. */
@inline
export function isWhole(start: usize, end: usize, originalLength: usize, ip: usize, ipv4: bool): bool {
  const tcp = tcpAt(ip, ipv4);
  const ends = packetEnd(ip, ipv4);
  const header = headerOctets(u16at(tcp + 12));
  // start + originalLength may be more than 32 bits.
  if (ends - start > originalLength || ends < tcp + header) return false;
  return header >= WITHOUT_OPTIONS && end >= tcp + header;
}

/** Octets before the IP header of the frame in [start, end); -1: the frame is not plain. */
@inline
export function plainPacket(linkType: i32, start: usize, end: usize, originalLength: usize): i32 {
  let before = linkHeader(linkType);
  if (before < 0 || end < start + before + IPV4_HEADER + WITHOUT_OPTIONS) return -1;
  if (linkType == ETHERNET && u16at(start + 12) == ETHER_TYPE_VLAN) before += VLAN_TAG;
  const ip = start + before;
  if (end < ip + IPV4_HEADER + WITHOUT_OPTIONS) return -1;
  const ipv4 = isIpv4(ip);
  if (ipv4) {
    if (u8at(ip + 9) != PROTOCOL_TCP || (u16at(ip + 6) & 0x3fff) != 0) return -1;
    if (!announces(linkType, start, ip, ETHER_TYPE_IPV4)) return -1;
  } else {
    if (u8at(ip) >>> 4 != 6 || end < ip + IPV6_HEADER + WITHOUT_OPTIONS) return -1;
    if (u8at(ip + 6) != PROTOCOL_TCP || !announces(linkType, start, ip, ETHER_TYPE_IPV6)) return -1;
  }
  return isWhole(start, end, originalLength, ip, ipv4) ? before : -1;
}
