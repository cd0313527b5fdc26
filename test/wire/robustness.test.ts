import assert from 'node:assert/strict';
import test from 'node:test';

import { OUTCOME_NAMES, Outcome } from '../../src/wire/outcome.ts';
import {
  ethernet,
  extension,
  gre,
  type Header,
  ipv4,
  ipv6,
  mpls,
  packet,
  tcp,
  vlan,
} from '../support/packets.ts';
import { decode } from './decode.ts';
import { SAMPLES } from './samples.ts';

const isOutcome = (outcome: number) => OUTCOME_NAMES[outcome] !== undefined;

for (const { name, linkType, octets } of SAMPLES) {
  test(`${name}, cut at any octet, is a segment or is told to be cut`, () => {
    for (let captured = 0; captured < octets.length; captured++) {
      const { outcome } = decode(linkType, octets, { captured });
      assert.ok(
        outcome === Outcome.Truncated || outcome === Outcome.Segment || outcome === Outcome.IcmpError,
        `${captured} octets: ${OUTCOME_NAMES[outcome]}`,
      );
    }
  });

  test(`${name}, too short at any octet, always has an outcome`, () => {
    for (let length = 0; length < octets.length; length++) {
      assert.ok(isOutcome(decode(linkType, octets.subarray(0, length)).outcome));
    }
  });

  test(`${name}, with any octet replaced, always has an outcome`, () => {
    for (let at = 0; at < octets.length; at++) {
      for (const value of [0x00, 0x01, 0x45, 0x7f, 0x80, 0xff]) {
        const broken = octets.slice();
        broken[at] = value;
        for (const captured of [broken.length, broken.length - 20]) {
          const { outcome, segment } = decode(linkType, broken, { captured });
          assert.ok(isOutcome(outcome));
          assert.ok(segment.length >= 0 && segment.length <= octets.length, 'no payload is invented');
        }
      }
    }
  });
}

const DEEP: Record<string, (inner: readonly Header[]) => Header[]> = {
  'VLAN tags': (inner) => [vlan(1), ...inner],
  'IPv4 in IPv4': (inner) => [ipv4(), ...inner],
  'IPv6 in IPv4 in IPv6': (inner) => [ipv6(), ipv4(), ...inner],
  'Ethernet in GRE': (inner) => [ipv4(), gre(), ethernet(), ...inner],
};

for (const [name, wrap] of Object.entries(DEEP)) {
  test(`${name}, a thousand deep, are too deep`, () => {
    let headers: Header[] = [ipv4(), tcp()];
    for (let depth = 0; depth < 1000; depth++) headers = wrap(headers);
    const octets = packet(ethernet(), ...headers);
    assert.equal(decode(1, octets).outcome, Outcome.TooDeep);
  });
}

test('a label stack of a thousand entries is too deep', () => {
  const labels = Array.from({ length: 1000 }, (_, index) => 16 + index);
  assert.equal(decode(1, packet(ethernet(), mpls(...labels), ipv4(), tcp())).outcome, Outcome.TooDeep);
});

test('a thousand IPv6 extension headers are too deep', () => {
  const chain = Array.from({ length: 1000 }, () => extension(60));
  assert.equal(decode(1, packet(ethernet(), ipv6(), ...chain, tcp())).outcome, Outcome.TooDeep);
});

test('VLAN tags, labels, a pseudo-wire and VXLAN at once are not too deep', () => {
  const octets = packet(
    ethernet(),
    vlan(1),
    vlan(2),
    mpls(16, 17, 18, 19),
    new Uint8Array(4),
    ethernet(),
    ipv4(),
    gre(),
    ethernet(),
    vlan(3),
    vlan(4),
    ipv4(),
    tcp(),
  );
  assert.equal(decode(1, octets).outcome, Outcome.Segment);
});
