/** Frames of Ethernet and IP in other clothes: another link type, tags, labels, tunnels around them. */
import type { Random } from '../bench/random.ts';
import {
  authentication,
  ciscoHdlc,
  ethernet,
  extension,
  gre,
  type Header,
  hex,
  ipv4,
  ipv6,
  ipv6Fragment,
  loopback,
  mpls,
  packet,
  ppp,
  pppoe,
  sll,
  sll2,
  snap,
  udp,
  vlan,
  vxlan,
} from '../support/packets.ts';
import { oneOf } from './traffic.ts';

/** Octets of the link header that every frame of test/support/conversation.ts has. */
const PLAIN_LINK = 14;

export interface Clothes {
  linkType: number;
  /** Puts a frame of Ethernet and IP into them. */
  dress(frame: Uint8Array): Uint8Array;
}

const LINKS: readonly (readonly [linkType: number, ...headers: (() => Header)[]])[] = [
  [1, () => ethernet({ padTo: 60 })],
  [1, ethernet, () => vlan(7)],
  [1, ethernet, () => vlan(9, { tpid: 0x88a8 }), () => vlan(7)],
  [1, ethernet, snap],
  [1, ethernet, () => mpls(16, 17)],
  [1, ethernet, pppoe, ppp],
  [0, loopback],
  [108, () => loopback({ littleEndian: false })],
  [9, () => ppp({ framed: true })],
  [50, ciscoHdlc],
  [51, pppoe, ppp],
  [101],
  [113, sll],
  [276, sll2],
];

const OUTER = { source: '192.0.2.1', destination: '192.0.2.2' };
const OUTER6 = { source: '2001:db8:9::1', destination: '2001:db8:9::2' };

const TUNNELS: readonly (() => Header[])[] = [
  () => [ipv4(OUTER)],
  () => [ipv6(OUTER6)],
  () => [ipv4({ ...OUTER, options: hex('94040000 01010100') }), gre()],
  () => [ipv4(OUTER), gre({ checksum: true, key: 5, sequence: 6 })],
  () => [ipv4(OUTER), gre({ routing: hex('0800 00 04 0a000001  0000 00 00') })],
  () => [ipv4(OUTER), gre({ version: 1, key: 0x0040_0001, sequence: 1, acknowledgment: 0 }), ppp()],
  () => [ipv4(OUTER), gre(), ethernet(), vlan(3)],
  () => [ipv4(OUTER), udp({ destinationPort: 4789 }), vxlan(70_000), ethernet()],
  () => [ipv6(OUTER6), extension(0), extension(60, { units: 2 }), extension(43), authentication()],
  () => [ipv6(OUTER6), ipv6Fragment()],
];

export function clothes(random: Random): Clothes {
  if (random.chance(40)) return { linkType: 1, dress: (frame) => frame };
  const [linkType, ...links] = oneOf(random, LINKS);
  const tunnels = Array.from({ length: oneOf(random, [0, 0, 1, 1, 2, 9]) }, () => oneOf(random, TUNNELS));
  return {
    linkType,
    dress: (frame) =>
      packet(...links.map((make) => make()), ...tunnels.flatMap((make) => make()), bare(frame)),
  };
}

/** The IP packet of a frame as a header without anything inside, so that the header around it announces it. */
function bare(frame: Uint8Array): Header {
  const isIpv6 = (frame[PLAIN_LINK] ?? 0) >>> 4 === 6;
  const octets = frame.subarray(PLAIN_LINK);
  const announced = isIpv6
    ? { etherType: 0x86dd, ipProtocol: 41, pppProtocol: 0x57, addressFamily: 30 }
    : { etherType: 0x0800, ipProtocol: 4, pppProtocol: 0x21, addressFamily: 2 };
  return { ...announced, write: () => octets };
}
