/** Packets of every shape that wire/ reads, for the tests that hold for all of them. Each holds TCP or an ICMP error. */
import {
  authentication,
  ciscoHdlc,
  ethernet,
  extension,
  gre,
  hex,
  icmp,
  icmpV6,
  ipv4,
  ipv6,
  ipv6Fragment,
  loopback,
  mpls,
  type Part,
  packet,
  ppp,
  pppoe,
  sll,
  sll2,
  snap,
  tcp,
  udp,
  vlan,
  vxlan,
} from '../support/packets.ts';

export interface Sample {
  name: string;
  linkType: number;
  octets: Uint8Array;
}

const inner = ipv4({ source: '192.0.2.1', destination: '192.0.2.2', ttl: 61, id: 0x1234 });
const inner6 = ipv6({ source: '2001:db8:1::1', destination: '2001:db8:1::2' });
const segment = tcp({
  sequence: 0xffff_fffe,
  acknowledgment: 77,
  timestamps: [3_000_000_000, 5],
  window: 229,
});
const payload = 'sixteen octets!!';
const rest = [inner, segment, payload] as const;
const rest6 = [inner6, segment, payload] as const;
const routes = hex('0800 00 04 0a000001  0000 00 00');

export const SAMPLES: readonly Sample[] = [
  sample('Ethernet and IPv4', 1, ethernet(), ...rest),
  sample('Ethernet padded to 60 octets', 1, ethernet({ padTo: 60 }), ipv4(), tcp({ flags: 0x10 })),
  sample('Ethernet and IPv6', 1, ethernet(), ...rest6),
  sample('SYN with every option', 1, ethernet(), inner, everyOption(), payload),
  sample('D-SACK', 1, ethernet(), inner, tcp({ timestamps: [1, 2], sack: [[999, 1000]] })),
  sample('IPv4 options', 1, ethernet(), ipv4({ options: hex('94040000 01010100') }), segment, payload),
  sample('IPv4 first fragment', 1, ethernet(), ipv4({ moreFragments: true }), segment, payload),
  sample('IPv4 authentication header', 1, ethernet(), ipv4(), authentication(), segment, payload),
  sample('802.1Q', 1, ethernet(), vlan(7, { priority: 5 }), ...rest),
  sample('802.1ad', 1, ethernet(), vlan(9, { tpid: 0x88a8 }), vlan(7), ...rest),
  sample('QinQ 0x9100', 1, ethernet(), vlan(9, { tpid: 0x9100 }), vlan(7), ...rest6),
  sample('SNAP', 1, ethernet(), snap(), ...rest),
  sample('MPLS', 1, ethernet(), mpls(16, 17), ...rest),
  sample('MPLS and IPv6', 1, ethernet(), mpls(16), ...rest6),
  sample('PPPoE', 1, ethernet(), pppoe(), ppp(), ...rest),
  sample('PPPoE in QinQ', 1, ethernet(), vlan(9), vlan(7), pppoe(), ppp(), ...rest6),
  sample('NULL, little-endian', 0, loopback(), ...rest),
  sample('NULL, big-endian', 0, loopback({ littleEndian: false }), ...rest6),
  sample('LOOP', 108, loopback({ littleEndian: false }), ...rest),
  sample('PPP', 9, ppp(), ...rest),
  sample('PPP with address and control', 9, ppp({ framed: true }), ...rest6),
  sample('PPP with a short protocol', 9, ppp({ framed: true, compressed: true }), ...rest),
  sample('PPP_HDLC', 50, ppp({ framed: true }), ...rest),
  sample('PPP_HDLC of Cisco', 50, ciscoHdlc(), ...rest),
  sample('C_HDLC', 104, ciscoHdlc(), ...rest6),
  sample('PPP_ETHER', 51, pppoe(), ppp(), ...rest),
  sample('RAW, IPv4', 101, ...rest),
  sample('RAW, IPv6', 101, ...rest6),
  sample('IPV4', 228, ...rest),
  sample('IPV6', 229, ...rest6),
  sample('LINUX_SLL', 113, sll(), ...rest),
  sample('LINUX_SLL2', 276, sll2(), vlan(7), ...rest6),
  sample('IPv6 extension headers', 1, ethernet(), inner6, ...extensions(), segment, payload),
  sample('IPv6 first fragment', 1, ethernet(), inner6, ipv6Fragment(), segment, payload),
  sample('IPIP', 1, ethernet(), ipv4(), ...rest),
  sample('6in4', 1, ethernet(), ipv4(), ...rest6),
  sample('4in6', 1, ethernet(), ipv6(), ...rest),
  sample('GRE', 1, ethernet(), ipv4(), gre(), ...rest),
  sample(
    'GRE with all fields',
    1,
    ethernet(),
    ipv4(),
    gre({ checksum: true, key: 5, sequence: 6 }),
    ...rest6,
  ),
  sample('GRE with source routes', 1, ethernet(), ipv4(), gre({ routing: routes }), ...rest),
  sample('GRE bridging', 1, ethernet(), ipv6(), gre({ key: 5 }), ethernet(), vlan(3), ...rest),
  sample('GRE of PPTP', 1, ethernet(), ipv4(), pptp(), ppp({ framed: true }), ...rest),
  sample('VXLAN', 1, ethernet(), ipv4(), udp({ destinationPort: 4789 }), vxlan(70_000), ethernet(), ...rest),
  sample(
    'VXLAN, 8472',
    1,
    ethernet(),
    ipv6(),
    udp({ destinationPort: 8472 }),
    vxlan(1),
    ethernet(),
    ...rest6,
  ),
  sample('ICMP unreachable', 1, ethernet(), ipv4({ source: '10.0.0.9' }), icmp(3, 1), ...rest),
  sample(
    'ICMP in a tunnel',
    1,
    ethernet(),
    ipv4(),
    gre(),
    ipv4({ source: '10.0.0.9' }),
    icmp(11, 0),
    ...rest,
  ),
  sample('ICMPv6 unreachable', 1, ethernet(), ipv6({ source: '2001:db8::9' }), icmpV6(1, 3), ...rest6),
  sample('ICMPv6 quoting extensions', 1, ethernet(), ipv6(), icmpV6(2, 0), inner6, extension(60), segment),
];

function sample(name: string, linkType: number, ...parts: readonly Part[]): Sample {
  return { name, linkType, octets: packet(...parts) };
}

function everyOption() {
  return tcp({ flags: 0x02, mss: 1460, sackPermitted: true, timestamps: [1, 0], windowScale: 7 });
}

function extensions() {
  return [extension(0), extension(60, { units: 2 }), extension(43), authentication(), extension(60)];
}

function pptp() {
  return gre({ version: 1, key: 0x0040_0001, sequence: 1, acknowledgment: 0 });
}
