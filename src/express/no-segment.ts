/**
 * Frames that a few octets tell to be no segment: ARP, and UDP that no tunnel uses, as wire/layers.ts has them. Nobody has
 * to decode them; what they came to is counted.
 */
import { NO_SEGMENTS, NO_SEGMENTS_OCTETS, NOT_IP_COUNT, NOT_TCP_COUNT } from '../capture/frame-layout';
import { u8at, u16at } from './octets';
import {
  announces,
  ETHER_TYPE_IPV4,
  ETHER_TYPE_IPV6,
  ETHERNET,
  IPV4_HEADER,
  IPV6_HEADER,
  linkHeader,
  PLAIN_IPV4,
} from './packet';
import { columns } from './state';

const ETHER_TYPE_ARP: u32 = 0x0806;
const PROTOCOL_UDP: u32 = 17;
const FRAGMENT_OFFSET: u32 = 0x1fff;
/** Octets of UDP's header with its ports. */
const PORTS: usize = 4;
/** As in wire/udp.ts. */
const VXLAN_PORT: u32 = 4789;
const LINUX_VXLAN_PORT: u32 = 8472;

/** Of the batch none has been counted. */
export function countNone(): void {
  memory.fill(columns + NO_SEGMENTS, 0, NO_SEGMENTS_OCTETS);
}

/** Whether the frame in [start, end), at this place in the batch, is known to be no segment; then it is counted. */
export function isNoSegment(place: u32, linkType: i32, start: usize, end: usize): bool {
  const before = linkHeader(linkType);
  if (before < 0 || end < start + before) return false;
  if (linkType == ETHERNET && u16at(start + 12) == ETHER_TYPE_ARP) return count(NOT_IP_COUNT, place);
  return isUdp(linkType, start, start + before, end) && count(NOT_TCP_COUNT, place);
}

/** `at`: of its outcome, how many there are; behind that is the place of the first. */
function count(at: usize, place: u32): bool {
  const before = load<u32>(columns + at);
  store<u32>(columns + at, before + 1);
  if (before == 0) store<u32>(columns + at + 4, place);
  return true;
}

/** Whether it is UDP, the ports were captured, and they are not VXLAN's. */
function isUdp(linkType: i32, start: usize, ip: usize, end: usize): bool {
  if (end < ip + IPV4_HEADER + PORTS) return false;
  if (u8at(ip) == PLAIN_IPV4) {
    if (u8at(ip + 9) != PROTOCOL_UDP || (u16at(ip + 6) & FRAGMENT_OFFSET) != 0) return false;
    if (!holdsPorts(u16at(ip + 2), IPV4_HEADER + PORTS)) return false;
    return announces(linkType, start, ip, ETHER_TYPE_IPV4) && !isTunnel(ip + IPV4_HEADER);
  }
  if (u8at(ip) >>> 4 != 6 || end < ip + IPV6_HEADER + PORTS || u8at(ip + 6) != PROTOCOL_UDP) return false;
  if (!holdsPorts(u16at(ip + 4), PORTS)) return false;
  return announces(linkType, start, ip, ETHER_TYPE_IPV6) && !isTunnel(ip + IPV6_HEADER);
}

/** `length`: as its field says it; 0: it is not known. */
@inline
function holdsPorts(length: usize, octets: usize): bool {
  return length == 0 || length >= octets;
}

@inline
function isTunnel(udp: usize): bool {
  const port = u16at(udp + 2);
  return port == VXLAN_PORT || port == LINUX_VXLAN_PORT;
}
