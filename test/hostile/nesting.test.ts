/** Packets in packets in packets, chains without end, fragments that overlap: bounded work, and a name for what it was. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { analyze, type Report } from '../../src/index.ts';
import { buildPcap } from '../support/captures.ts';
import {
  ethernet,
  extension,
  gre,
  type Header,
  ipv4,
  ipv6,
  ipv6Fragment,
  mpls,
  type Part,
  packet,
  ppp,
  pppoe,
  tcp,
  udp,
  vlan,
  vxlan,
} from '../support/packets.ts';
import { inBlocks } from '../support/read-captures.ts';

function read(...frames: readonly (readonly Part[])[]): Promise<Report> {
  const captured = frames.map((parts, at) => ({ time: BigInt(at) * 1_000_000n, octets: packet(...parts) }));
  return analyze('-', { stdin: inBlocks(buildPcap(captured), 65_536) });
}

const outcomes = ({ captures: [capture] }: Report): [string, number][] =>
  [...(capture?.anomalies ?? []), ...(capture?.skipped ?? [])].map(({ code, count }) => [code, count]);

const NESTS: Record<string, () => Header[]> = {
  'VLAN tags': () => [vlan(5)],
  'IPv4 in IPv4': () => [ipv4()],
  'IPv6 in IPv6': () => [ipv6()],
  GRE: () => [ipv4(), gre({ key: 5 })],
  'Ethernet in GRE': () => [ipv4(), gre(), ethernet()],
  VXLAN: () => [ipv4(), udp({ destinationPort: 4789 }), vxlan(7), ethernet()],
  'PPPoE in GRE': () => [ipv4(), gre(), ethernet(), pppoe(), ppp()],
};

describe('a thousand layers', () => {
  for (const [name, wrap] of Object.entries(NESTS)) {
    it(`of ${name} are too many, and the next frame is read`, async () => {
      const nest = Array.from({ length: 1000 }, wrap).flat();
      const report = await read([ethernet(), ...nest, ipv4(), tcp()], [ethernet(), ipv4(), tcp()]);
      assert.deepEqual(outcomes(report), [['too-many-layers', 1]]);
      assert.equal(report.captures[0]?.tcpSegments, 1);
    });
  }

  it('of MPLS labels are too many, and so are entries without a last one', async () => {
    const labels = mpls(...Array.from({ length: 1000 }, (_, index) => 16 + index));
    const endless = new Uint8Array(4000).fill(0x40);
    const report = await read([ethernet(), labels, ipv4(), tcp()], [ethernet({ type: 0x8847 }), endless]);
    assert.deepEqual(outcomes(report), [['too-many-layers', 2]]);
  });

  it('of IPv6 extension headers are too many, of each kind', async () => {
    for (const kind of [0, 43, 60, 135]) {
      const chain = Array.from({ length: 1000 }, () => extension(kind));
      assert.deepEqual(outcomes(await read([ethernet(), ipv6(), ...chain, tcp()])), [['too-many-layers', 1]]);
    }
  });

  it('of first fragments in one another are too many', async () => {
    const chain = Array.from({ length: 1000 }, () => ipv6Fragment());
    assert.deepEqual(outcomes(await read([ethernet(), ipv6(), ...chain, tcp()])), [['too-many-layers', 1]]);
  });
});

describe('an IPv6 extension header', () => {
  it('that says it is longer than its packet has no segment behind it', async () => {
    const octets = packet(ethernet(), ipv6(), extension(60), tcp());
    octets[14 + 40 + 1] = 255;
    const report = await read([octets]);
    assert.deepEqual(outcomes(report), [['malformed-packet', 1]]);
  });
});

describe('fragments that overlap', () => {
  // RFC 5722, RFC 1858: the second one writes another header over the first one's. Nothing is put together here.
  it('change nothing in the segment that the first one holds', async () => {
    const forged = tcp({ sequence: 9, flags: 0x04 });
    const report = await read(
      [ethernet(), ipv4({ id: 7, moreFragments: true }), tcp({ sequence: 1000 }), 'payload!'],
      [ethernet(), ipv4({ id: 7, fragmentOffset: 8, protocol: 6 }), forged, 'overlap'],
      [ethernet(), ipv4({ id: 7, fragmentOffset: 8, moreFragments: true, protocol: 6 }), forged],
    );
    assert.deepEqual(outcomes(report), [['later-fragment', 2]]);
    assert.equal(report.connections[0]?.segments, 1);
    assert.equal(report.summary.verdicts.reset, undefined);
  });

  it('of IPv6 likewise, and one too small for a header is malformed or later', async () => {
    const report = await read(
      [ethernet(), ipv6(), ipv6Fragment({ more: true }), tcp(), 'payload!'],
      [ethernet(), ipv6(), ipv6Fragment({ offset: 8, more: false }), tcp({ flags: 0x04 })],
      [ethernet(), ipv4({ protocol: 6, moreFragments: true }), new Uint8Array(8)],
    );
    assert.deepEqual(outcomes(report).sort(), [
      ['later-fragment', 1],
      ['malformed-packet', 1],
    ]);
  });
});
