import assert from 'node:assert/strict';
import test from 'node:test';

import { linkTypeName } from '../../src/wire/link-type.ts';
import { OUTCOME_NAMES, Outcome } from '../../src/wire/outcome.ts';
import {
  ethernet,
  hex,
  ipv4,
  ipv6,
  loopback,
  mpls,
  packet,
  ppp,
  pppoe,
  sll,
  snap,
  tcp,
  vlan,
} from '../support/packets.ts';
import { decode } from './decode.ts';

const CASES: { title: string; linkType: number; octets: Uint8Array; outcome: Outcome }[] = [
  { title: 'an empty frame', linkType: 1, octets: hex(''), outcome: Outcome.Malformed },
  {
    title: 'ARP',
    linkType: 1,
    octets: packet(ethernet({ type: 0x0806 }), hex('0001')),
    outcome: Outcome.NotIp,
  },
  {
    title: 'a spanning tree frame',
    linkType: 1,
    octets: packet(ethernet(), hex('424203 0000000000')),
    outcome: Outcome.NotIp,
  },
  {
    title: 'a short 802.3 frame',
    linkType: 1,
    octets: packet(ethernet(), hex('4242')),
    outcome: Outcome.NotIp,
  },
  {
    title: 'SNAP of another organization',
    linkType: 1,
    octets: packet(ethernet(), hex('aaaa03 00000c 2000 0000')),
    outcome: Outcome.NotIp,
  },
  {
    title: 'SNAP in a VLAN',
    linkType: 1,
    octets: packet(ethernet(), vlan(5), snap(), ipv4(), tcp()),
    outcome: Outcome.Segment,
  },
  {
    title: 'PPPoE discovery',
    linkType: 1,
    octets: packet(ethernet(), pppoe({ code: 9 }), hex('0101')),
    outcome: Outcome.NotIp,
  },
  {
    title: 'PPPoE of version 2',
    linkType: 51,
    octets: hex('21 00 0001 0002 0021'),
    outcome: Outcome.Malformed,
  },
  {
    title: 'a PPP control protocol',
    linkType: 9,
    octets: packet(ppp(), hex('01010004')),
    outcome: Outcome.NotIp,
  },
  { title: 'RAW without IP', linkType: 101, octets: hex('00'), outcome: Outcome.NotIp },
  { title: 'RAW of BSD', linkType: 12, octets: packet(ipv4(), tcp()), outcome: Outcome.Segment },
  { title: 'RAW of OpenBSD', linkType: 14, octets: packet(ipv6(), tcp()), outcome: Outcome.Segment },
  {
    title: 'cooked LLC with SNAP',
    linkType: 113,
    octets: packet(sll({ protocol: 4 }), snap(), ipv4(), tcp()),
    outcome: Outcome.Segment,
  },
  {
    title: 'cooked ARP',
    linkType: 113,
    octets: packet(sll({ protocol: 0x0806 }), hex('0001')),
    outcome: Outcome.NotIp,
  },
  {
    title: 'an address family without IP',
    linkType: 0,
    octets: packet(loopback({ family: 16 }), hex('00')),
    outcome: Outcome.NotIp,
  },
  {
    title: 'a pseudo-wire with a control word',
    linkType: 1,
    octets: packet(ethernet(), mpls(16), hex('00000007'), ethernet(), ipv4(), tcp()),
    outcome: Outcome.Segment,
  },
  {
    title: 'a pseudo-wire without a control word',
    linkType: 1,
    octets: packet(ethernet(), mpls(16), ethernet(), ipv4(), tcp()),
    outcome: Outcome.Segment,
  },
  {
    title: 'an entropy label',
    linkType: 1,
    octets: packet(ethernet(), mpls(16, 7, 99_999), ipv4(), tcp()),
    outcome: Outcome.Segment,
  },
  {
    title: 'an MPLS associated channel',
    linkType: 1,
    octets: packet(ethernet(), mpls(16), hex('10000007')),
    outcome: Outcome.NotIp,
  },
  { title: '802.11', linkType: 105, octets: hex('08'), outcome: Outcome.UnsupportedLinkType },
  { title: 'a record without a packet', linkType: -1, octets: hex(''), outcome: Outcome.NotIp },
];

for (const { title, linkType, octets, outcome } of CASES) {
  test(`${title} is ${OUTCOME_NAMES[outcome]}`, () =>
    assert.equal(decode(linkType, octets).outcome, outcome));
}

test('every address family of IPv6 is read in both byte orders', () => {
  for (const family of [10, 24, 28, 30]) {
    for (const littleEndian of [true, false]) {
      const octets = packet(loopback({ family, littleEndian }), ipv6(), tcp());
      assert.equal(decode(0, octets).outcome, Outcome.Segment);
    }
  }
});

test('the length of PPPoE takes away padding that the IP length counts in', () => {
  const frame = packet(ethernet(), pppoe(), ppp(), ipv4({ totalLength: 46 }), tcp());
  const { outcome, segment } = decode(1, packet(frame, new Uint8Array(6)));
  assert.deepEqual([outcome, segment.length], [Outcome.Segment, 0]);
});

test('link types have the names of the registry, and a number where they are unknown', () => {
  assert.deepEqual([0, 1, 12, 101, 113, 127, 276, 147].map(linkTypeName), [
    'NULL',
    'ETHERNET',
    'RAW',
    'RAW',
    'LINUX_SLL',
    'IEEE802_11_RADIOTAP',
    'LINUX_SLL2',
    'LINKTYPE_147',
  ]);
});
