import assert from 'node:assert/strict';
import test from 'node:test';

import { formatAddress } from '../../src/wire/address.ts';
import { OUTCOME_NAMES, Outcome } from '../../src/wire/outcome.ts';
import { MISSING_ACKNOWLEDGMENT, MISSING_OPTIONS, MISSING_WINDOW } from '../../src/wire/segment.ts';
import { ethernet, extension, hex, icmp, icmpV6, ipv4, ipv6, packet, tcp, udp } from '../support/packets.ts';
import { decode } from './decode.ts';

const router = ipv4({ source: '203.0.113.9', destination: '10.0.0.1', ttl: 250, id: 99 });
const router6 = ipv6({ source: '2001:db8::9', destination: '2001:db8::1' });
const segment = tcp({
  sequence: 0xffff_ffff,
  acknowledgment: 5,
  flags: 0x18,
  window: 77,
  timestamps: [1, 2],
});
const quote = packet(ipv4({ ttl: 1, id: 42 }), segment, 'payload');
const quote6 = packet(ipv6(), segment, 'payload');

const OUTCOMES: { title: string; octets: Uint8Array; outcome: Outcome }[] = [
  ...[3, 4, 11, 12].map((type) => ({
    title: `type ${type}`,
    octets: packet(ethernet(), router, icmp(type, 0), quote),
    outcome: Outcome.IcmpError,
  })),
  ...[0, 5, 8, 13].map((type) => ({
    title: `type ${type}`,
    octets: packet(ethernet(), router, icmp(type, 0), quote),
    outcome: Outcome.NotTcp,
  })),
  ...[1, 2, 3, 4].map((type) => ({
    title: `ICMPv6 type ${type}`,
    octets: packet(ethernet(), router6, icmpV6(type, 0), quote6),
    outcome: Outcome.IcmpError,
  })),
  ...[0, 128, 135, 137].map((type) => ({
    title: `ICMPv6 type ${type}`,
    octets: packet(ethernet(), router6, icmpV6(type, 0), quote6),
    outcome: Outcome.NotTcp,
  })),
  {
    title: 'an error about UDP',
    octets: packet(ethernet(), router, icmp(3, 3), ipv4(), udp()),
    outcome: Outcome.NotTcp,
  },
  {
    title: 'an error about UDP in IPv6',
    octets: packet(ethernet(), router6, icmpV6(1, 4), ipv6(), udp()),
    outcome: Outcome.NotTcp,
  },
  {
    title: 'an error about a later fragment',
    octets: packet(ethernet(), router, icmp(11, 1), ipv4({ fragmentOffset: 8 }), tcp()),
    outcome: Outcome.LaterFragment,
  },
  {
    title: 'a quote that is too short',
    octets: packet(ethernet(), router, icmp(3, 1), quote.subarray(0, 27)),
    outcome: Outcome.Malformed,
  },
  {
    title: 'a quote of another version',
    octets: packet(ethernet(), router, icmp(3, 1), quote6),
    outcome: Outcome.Malformed,
  },
  {
    title: 'a quote behind extension headers',
    octets: packet(ethernet(), router6, icmpV6(3, 0), ipv6(), extension(0), segment),
    outcome: Outcome.IcmpError,
  },
];

for (const { title, octets, outcome } of OUTCOMES) {
  test(`ICMP: ${title} is ${OUTCOME_NAMES[outcome]}`, () => assert.equal(decode(1, octets).outcome, outcome));
}

test('an error tells the reporter, and the quoted segment in its own direction', () => {
  const { segment: quoted } = decode(1, packet(ethernet(), router, icmp(3, 13), quote));
  assert.equal(
    formatAddress(quoted.reporter0, quoted.reporter1, quoted.reporter2, quoted.reporter3),
    '203.0.113.9',
  );
  assert.equal(formatAddress(quoted.source0, quoted.source1, quoted.source2, quoted.source3), '10.0.0.1');
  const { icmpType, icmpCode, sourcePort, destinationPort, sequence, ttl, ipId, length, hasTimestamps } =
    quoted;
  assert.deepEqual(
    { icmpType, icmpCode, sourcePort, destinationPort, sequence, ttl, ipId, length, hasTimestamps },
    {
      icmpType: 3,
      icmpCode: 13,
      sourcePort: 40_000,
      destinationPort: 443,
      sequence: -1,
      ttl: 1,
      ipId: 42,
      length: 0,
      hasTimestamps: 1,
    },
  );
});

const QUOTED: { octets: number; missing: number; acknowledgment: number; flags: number; window: number }[] = [
  {
    octets: 8,
    missing: MISSING_ACKNOWLEDGMENT | MISSING_WINDOW | MISSING_OPTIONS,
    acknowledgment: 0,
    flags: 0,
    window: 0,
  },
  {
    octets: 13,
    missing: MISSING_ACKNOWLEDGMENT | MISSING_WINDOW | MISSING_OPTIONS,
    acknowledgment: 0,
    flags: 0,
    window: 0,
  },
  { octets: 14, missing: MISSING_WINDOW | MISSING_OPTIONS, acknowledgment: 5, flags: 0x18, window: 0 },
  { octets: 20, missing: MISSING_OPTIONS, acknowledgment: 5, flags: 0x18, window: 77 },
];

for (const { octets, ...expected } of QUOTED) {
  test(`a quote of ${octets} octets of TCP tells what is in it`, () => {
    const { segment: quoted } = decode(
      1,
      packet(ethernet(), router, icmp(11, 0), quote.subarray(0, 20 + octets)),
    );
    const { missing, acknowledgment, flags, window } = quoted;
    assert.deepEqual({ missing, acknowledgment, flags, window }, expected);
  });
}

test('zeros after 8 quoted octets are padding, not an acknowledgment', () => {
  const padded = packet(quote.subarray(0, 28), hex('00'.repeat(100)));
  const { segment: quoted } = decode(1, packet(ethernet(), router, icmp(11, 0), padded));
  assert.equal(quoted.missing & MISSING_ACKNOWLEDGMENT, MISSING_ACKNOWLEDGMENT);
});
