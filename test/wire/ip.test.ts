import assert from 'node:assert/strict';
import test from 'node:test';

import { OUTCOME_NAMES, Outcome } from '../../src/wire/outcome.ts';
import {
  ethernet,
  extension,
  gre,
  hex,
  ipv4,
  ipv6,
  ipv6Fragment,
  packet,
  tcp,
  udp,
  vxlan,
} from '../support/packets.ts';
import { decode } from './decode.ts';

const OUTCOMES: { title: string; octets: Uint8Array; outcome: Outcome }[] = [
  {
    title: 'IPv4 with version 5',
    octets: altered(packet(ethernet(), ipv4(), tcp()), 14, 0x55),
    outcome: Outcome.Malformed,
  },
  {
    title: 'IPv4 with a header of 4 words',
    octets: altered(packet(ethernet(), ipv4(), tcp()), 14, 0x44),
    outcome: Outcome.Malformed,
  },
  {
    title: 'IPv4 shorter than its header',
    octets: packet(ethernet(), ipv4({ totalLength: 19 }), tcp()),
    outcome: Outcome.Malformed,
  },
  {
    title: 'IPv4 later fragment',
    octets: packet(ethernet(), ipv4({ fragmentOffset: 8 }), tcp()),
    outcome: Outcome.LaterFragment,
  },
  { title: 'IPv4 with UDP', octets: packet(ethernet(), ipv4(), udp(), 'query'), outcome: Outcome.NotTcp },
  {
    title: 'IPv4 with ICMPv6',
    octets: packet(ethernet(), ipv4({ protocol: 58 }), hex('01000000')),
    outcome: Outcome.NotTcp,
  },
  {
    title: 'IPv6 with version 4',
    octets: altered(packet(ethernet(), ipv6(), tcp()), 14, 0x40),
    outcome: Outcome.Malformed,
  },
  {
    title: 'IPv6 later fragment',
    octets: packet(ethernet(), ipv6(), ipv6Fragment({ offset: 8 }), tcp()),
    outcome: Outcome.LaterFragment,
  },
  {
    title: 'IPv6 with ESP',
    octets: packet(ethernet(), ipv6({ nextHeader: 50 }), 'secret'),
    outcome: Outcome.NotTcp,
  },
  { title: 'IPv6 with no next header', octets: packet(ethernet(), ipv6()), outcome: Outcome.NotTcp },
  {
    title: 'IPv6 extension behind the packet',
    octets: packet(ethernet(), ipv6({ payloadLength: 8 }), extension(0, { units: 9 }), tcp()),
    outcome: Outcome.Malformed,
  },
  {
    title: 'GRE of an unknown version',
    octets: packet(ethernet(), ipv4({ protocol: 47 }), hex('00070800')),
    outcome: Outcome.NotTcp,
  },
  {
    title: 'GRE of PPTP that only acknowledges',
    octets: packet(ethernet(), ipv4({ protocol: 47 }), hex('2081880b 0000 0009 0000002a')),
    outcome: Outcome.NotTcp,
  },
  {
    title: 'GRE with endless source routes',
    octets: packet(ethernet(), ipv4(), gre({ routing: hex('08000000'.repeat(99)) })),
    outcome: Outcome.Malformed,
  },
  {
    title: 'GRE keepalive of Cisco',
    octets: packet(ethernet(), ipv4(), gre({ protocol: 0 })),
    outcome: Outcome.NotIp,
  },
  { title: 'UDP 4789 without a valid network', octets: vxlanPacket(4789, 0x00), outcome: Outcome.NotTcp },
  { title: 'VXLAN 4789 with a group policy', octets: vxlanPacket(4789, 0x88), outcome: Outcome.Segment },
  { title: 'UDP 8472 with other flags', octets: vxlanPacket(8472, 0x88), outcome: Outcome.NotTcp },
  {
    title: 'UDP 4789 too short for VXLAN',
    octets: packet(ethernet(), ipv4(), udp({ destinationPort: 4789 }), 'dns'),
    outcome: Outcome.NotTcp,
  },
];

for (const { title, octets, outcome } of OUTCOMES) {
  test(`${title} is ${OUTCOME_NAMES[outcome]}`, () => assert.equal(decode(1, octets).outcome, outcome));
}

const LENGTHS: { title: string; octets: Uint8Array; originalLength?: number; length: number }[] = [
  {
    title: 'padding of a bare ACK is no payload',
    octets: packet(ethernet({ padTo: 60 }), ipv4(), tcp()),
    length: 0,
  },
  {
    title: 'one garbage octet in a padded frame is one octet',
    octets: packet(ethernet({ padTo: 60 }), ipv4(), tcp(), 'x'),
    length: 1,
  },
  {
    title: 'IPv4 total length 0 takes the frame',
    octets: packet(ethernet(), ipv4({ totalLength: 0 }), tcp(), 'abc'),
    originalLength: 80_000,
    length: 80_000 - 54,
  },
  {
    title: 'IPv6 payload length 0 takes the frame',
    octets: packet(ethernet(), ipv6({ payloadLength: 0 }), tcp(), 'abc'),
    originalLength: 80_000,
    length: 80_000 - 74,
  },
  {
    title: 'a jumbo payload option changes nothing of that',
    octets: packet(ethernet(), ipv6({ payloadLength: 0 }), extension(0), tcp(), 'abc'),
    length: 3,
  },
  {
    title: 'IPv4 total length beyond the frame invents no payload',
    octets: packet(ethernet(), ipv4({ totalLength: 1500 }), tcp(), 'abc'),
    length: 3,
  },
  {
    title: 'IPv6 payload length beyond the frame invents no payload',
    octets: packet(ethernet(), ipv6({ payloadLength: 1400 }), tcp(), 'abc'),
    length: 3,
  },
  {
    title: 'a frame cut by snaplen keeps the length by IP',
    octets: packet(ethernet(), ipv4({ totalLength: 1500 }), tcp(), 'abc'),
    originalLength: 1514,
    length: 1460,
  },
  {
    title: 'an original length below the captured one is not believed',
    octets: packet(ethernet(), ipv4(), tcp(), 'abc'),
    originalLength: 0,
    length: 3,
  },
  {
    title: 'a first fragment has its own length',
    octets: packet(ethernet(), ipv4({ moreFragments: true }), tcp(), 'abcd'),
    length: 4,
  },
  {
    title: 'the outer length of a tunnel bounds the inner',
    octets: packet(ethernet({ padTo: 99 }), ipv4(), ipv4({ totalLength: 0 }), tcp(), 'abcde'),
    length: 5,
  },
];

for (const { title, octets, originalLength, length } of LENGTHS) {
  test(`payload length: ${title}`, () => {
    const { outcome, segment } = decode(1, octets, { originalLength: originalLength ?? octets.length });
    assert.equal(outcome, Outcome.Segment);
    assert.equal(segment.length, length);
  });
}

test('addresses, TTL and identification are those of the innermost packet', () => {
  const outer = ipv6({ hopLimit: 9 });
  const { segment } = decode(
    1,
    packet(ethernet(), outer, ipv4({ source: '192.0.2.1', ttl: 3, id: 4 }), tcp()),
  );
  assert.deepEqual([segment.source2, segment.source3 >>> 0], [0xffff, 0xc000_0201]);
  assert.deepEqual([segment.ttl, segment.ipId, segment.ipVersion], [3, 4, 4]);
});

function vxlanPacket(destinationPort: number, flags: number): Uint8Array {
  return packet(ethernet(), ipv4(), udp({ destinationPort }), vxlan(1, { flags }), ethernet(), ipv4(), tcp());
}

function altered(octets: Uint8Array, at: number, value: number): Uint8Array {
  octets[at] = value;
  return octets;
}
