import assert from 'node:assert/strict';
import test from 'node:test';

import {
  ethernet,
  gre,
  type Header,
  icmp,
  ipv4,
  ipv6,
  mpls,
  packet,
  ppp,
  pppoe,
  sll2,
  tcp,
  udp,
  vlan,
  vxlan,
} from '../support/packets.ts';
import { decode } from './decode.ts';

const there = { source: '198.51.100.1', destination: '198.51.100.2' };
const back = { source: '198.51.100.2', destination: '198.51.100.1' };
const there6 = { source: '2001:db8:f::1', destination: '2001:db8:f::2' };

/** Each has a scope of its own. */
const SCOPES: Record<string, readonly Header[]> = {
  nothing: [],
  'VLAN 1': [vlan(1)],
  'VLAN 2': [vlan(2)],
  'VLAN 1 in 2': [vlan(2), vlan(1)],
  'VLAN 2 in 1': [vlan(1), vlan(2)],
  'VLAN 1 in 1': [vlan(1), vlan(1)],
  IPIP: [ipv4(there)],
  'another IPIP': [ipv4({ ...there, source: '198.51.100.3' })],
  '4in6': [ipv6(there6)],
  'GRE with key 0': [ipv4(there), gre({ key: 0 })],
  'GRE with key 1': [ipv4(there), gre({ key: 1 })],
  'GRE with key 2^31': [ipv4(there), gre({ key: 2 ** 31 })],
  'network 1': [ipv4(there), udp({ destinationPort: 4789 }), vxlan(1), ethernet()],
  'network 2': [ipv4(there), udp({ destinationPort: 4789 }), vxlan(2), ethernet()],
  'VLAN 1 in network 1': [ipv4(there), udp({ destinationPort: 4789 }), vxlan(1), ethernet(), vlan(1)],
};

/** Each has the same scope as the other. */
const SAME: Record<string, readonly [one: readonly Header[], other: readonly Header[]]> = {
  'priorities of a VLAN': [[vlan(5, { priority: 7 })], [vlan(5)]],
  'a priority tag and none': [[vlan(0, { priority: 7 })], []],
  'kinds of tag': [[vlan(5, { tpid: 0x88a8 })], [vlan(5)]],
  'PPPoE sessions': [[pppoe({ session: 1 }), ppp()], []],
  'MPLS labels and none': [[mpls(0)], []],
  'labels of two paths': [[mpls(16)], [mpls(17, 18)]],
  'entropy labels': [[mpls(16, 7, 70_000)], [mpls(16, 7, 80_000)]],
  'directions of IPIP': [[ipv4(there)], [ipv4(back)]],
  'directions of VXLAN': [
    [ipv4(there), udp({ sourcePort: 50_001, destinationPort: 4789 }), vxlan(7), ethernet()],
    [ipv4(back), udp({ sourcePort: 60_001, destinationPort: 4789 }), vxlan(7), ethernet()],
  ],
  'directions of PPTP': [
    [ipv4(there), gre({ version: 1, key: 0x0020_0001 }), ppp()],
    [ipv4(back), gre({ version: 1, key: 0x0030_0009 }), ppp()],
  ],
};

test('virtual networks, and their order, are told apart', () => {
  const scopes = Object.values(SCOPES).map(scope);
  assert.equal(new Set(scopes).size, scopes.length);
});

test('only a packet in no virtual network has scope 0', () => {
  for (const [name, headers] of Object.entries(SCOPES))
    assert.equal(scope(headers) === 0, name === 'nothing', name);
});

test('no two VLANs have the same scope', () => {
  const scopes = Array.from({ length: 4095 }, (_, index) => scope([vlan(index + 1)]));
  assert.equal(new Set(scopes).size, 4095);
});

for (const [name, [one, other]] of Object.entries(SAME)) {
  test(`${name} have one scope`, () => assert.equal(scope(one), scope(other)));
}

test('the interface of a cooked frame is not in the scope', () => {
  const octets = [2, 3].map((interfaceIndex) => packet(sll2({ interfaceIndex }), ipv4(), tcp()));
  assert.deepEqual(
    octets.map((frame) => decode(276, frame).segment.scope),
    [0, 0],
  );
});

test('an ICMP error has the scope of the segments around it', () => {
  const error = packet(ethernet(), vlan(5), ipv4({ source: '10.0.0.9' }), icmp(3, 1), ipv4(), tcp());
  assert.equal(decode(1, error).segment.scope, scope([vlan(5)]));
});

function scope(headers: readonly Header[]): number {
  return decode(1, packet(ethernet(), ...headers, ipv4(), tcp())).segment.scope;
}
