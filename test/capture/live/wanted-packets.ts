/** Packets that a live capture is for, and others like them, by what they are. */
import {
  extension,
  type Header,
  icmp,
  icmpV6,
  ipv4,
  ipv6,
  ipv6Fragment,
  packet,
  tcp,
  udp,
} from '../../support/packets.ts';

/** Packets begin with the IP header; `etherType` is what is before it on Ethernet. */
export interface Sample {
  what: string;
  header: Header;
  octets: Uint8Array;
}

function sample(what: string, ...parts: readonly [Header, ...Header[]]): Sample {
  return { what, header: parts[0], octets: packet(...parts) };
}

const QUOTED: readonly Header[] = [ipv4(), tcp()];
const QUOTED_V6: readonly Header[] = [ipv6(), tcp()];

/** RFC 1122 §3.2.2 and RFC 4443 §2.1 say which messages are errors. */
export const WANTED: readonly Sample[] = [
  sample('TCP', ipv4(), tcp()),
  sample('TCP behind IPv4 options', ipv4({ options: new Uint8Array(8).fill(1) }), tcp()),
  sample('a first fragment', ipv4({ moreFragments: true }), tcp()),
  sample('a later fragment', ipv4({ fragmentOffset: 1480, protocol: 6 })),
  ...[3, 4, 5, 11, 12].map((type) => sample(`ICMP ${type}`, ipv4(), icmp(type, 0), ...QUOTED)),
  sample('TCP in IPv6', ipv6(), tcp()),
  sample('a fragment in IPv6', ipv6(), ipv6Fragment(), tcp()),
  ...[0, 43, 60].map((kind) => sample(`TCP behind extension ${kind}`, ipv6(), extension(kind), tcp())),
  ...[1, 2, 3, 4].map((type) => sample(`ICMPv6 ${type}`, ipv6(), icmpV6(type, 0), ...QUOTED_V6)),
];

export const UNWANTED: readonly Sample[] = [
  sample('UDP', ipv4(), udp()),
  sample('an echo request', ipv4(), icmp(8, 0)),
  sample('an echo reply', ipv4(), icmp(0, 0)),
  sample('UDP in IPv6', ipv6(), udp()),
  sample('a neighbour solicitation', ipv6(), icmpV6(135, 0)),
  sample('a listener report', ipv6(), extension(0), icmpV6(143, 0)),
  sample('UDP behind an extension', ipv6(), extension(60), udp()),
];
