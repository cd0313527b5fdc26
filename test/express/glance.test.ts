/**
 * What express/ finds at a glance is what wire/ says of the same frame, a plain frame is what its layers say, and so is one
 * that is no segment.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { BATCH_FRAMES, NO_SEGMENT, NOT_PLAIN, OF_VLAN } from '../../src/capture/frame-layout.ts';
import { Express } from '../../src/sharding/express.ts';
import { Shard } from '../../src/sharding/shard.ts';
import { EVERYTHING } from '../../src/sharding/share.ts';
import { flowHash } from '../../src/wire/flow-hash.ts';
import { decodeLayers } from '../../src/wire/layers.ts';
import {
  ETHERNET,
  LINUX_SLL,
  LINUX_SLL2,
  LOOP,
  NULL,
  RAW,
  RAW_BSD,
  RAW_OPENBSD,
} from '../../src/wire/link-type.ts';
import { Outcome } from '../../src/wire/outcome.ts';
import { plainPacket, plainScope } from '../../src/wire/plain-frame.ts';
import { decodePlain } from '../../src/wire/plain-segment.ts';
import { Segment } from '../../src/wire/segment.ts';
import { BatchesInArena, type BatchFrame } from '../support/frame-batches.ts';
import { ethernet, hex, ipv4, ipv6, packet, sll, sll2, tcp, vlan } from '../support/packets.ts';
import { SAMPLES } from '../wire/samples.ts';

const LINKS = [
  { name: 'Ethernet', linkType: ETHERNET, header: [ethernet()] },
  { name: 'padded Ethernet', linkType: ETHERNET, header: [ethernet({ padTo: 60 })] },
  { name: 'Ethernet of another type', linkType: ETHERNET, header: [ethernet({ type: 0x88b5 })] },
  { name: 'a VLAN', linkType: ETHERNET, header: [ethernet(), vlan(7)] },
  { name: 'a priority without a VLAN', linkType: ETHERNET, header: [ethernet(), vlan(0)] },
  { name: 'a VLAN in a VLAN', linkType: ETHERNET, header: [ethernet(), vlan(7), vlan(8)] },
  { name: 'LINUX_SLL', linkType: LINUX_SLL, header: [sll()] },
  { name: 'LINUX_SLL2', linkType: LINUX_SLL2, header: [sll2()] },
  { name: 'RAW', linkType: RAW, header: [] },
  { name: 'RAW of BSD', linkType: RAW_BSD, header: [] },
  { name: 'RAW of OpenBSD', linkType: RAW_OPENBSD, header: [] },
  { name: 'NULL, IPv4', linkType: NULL, header: [hex('02000000')] },
  { name: 'NULL, IPv4, of another byte order', linkType: NULL, header: [hex('00000002')] },
  { name: 'NULL, IPv6 of macOS', linkType: NULL, header: [hex('1e000000')] },
  { name: 'NULL, IPv6 of FreeBSD', linkType: NULL, header: [hex('0000001c')] },
  { name: 'NULL, another family', linkType: NULL, header: [hex('07000000')] },
  { name: 'LOOP, IPv6 of OpenBSD', linkType: LOOP, header: [hex('00000018')] },
  { name: 'LOOP, IPv6 of Linux', linkType: LOOP, header: [hex('0000000a')] },
  { name: 'a link type that is none', linkType: -1, header: [] },
];
const IPS = {
  IPv4: ipv4({ source: '192.0.2.1', destination: '198.51.100.255', id: 0xfedc }),
  'IPv4 that says more than there is': ipv4({ totalLength: 2000 }),
  'IPv4 that says less than its headers': ipv4({ totalLength: 39 }),
  'IPv4 with options': ipv4({ options: hex('94040000') }),
  'IPv4, first fragment': ipv4({ moreFragments: true }),
  'IPv4, last fragment': ipv4({ fragmentOffset: 1480 }),
  'IPv4 with UDP': ipv4({ protocol: 17 }),
  'IPv4 with UDP and no length': ipv4({ protocol: 17, totalLength: 0 }),
  'IPv4 with UDP that is shorter than its ports': ipv4({ protocol: 17, totalLength: 23 }),
  'IPv4, last fragment of UDP': ipv4({ protocol: 17, fragmentOffset: 8 }),
  IPv6: ipv6({ source: 'fe80::ffff:1', destination: '2001:db8:ffff::2' }),
  'IPv6 of mapped addresses': ipv6({ source: '::ffff:c000:201', destination: '::ffff:c000:202' }),
  'IPv6 without a length': ipv6({ payloadLength: 0 }),
  'IPv6 with UDP': ipv6({ nextHeader: 17 }),
};
const TCPS = {
  'no option': tcp({ sequence: 0xffff_fffe, window: 0xffff }),
  timestamps: tcp({ timestamps: [0xffff_ffff, 7], sequence: 1, acknowledgment: 0x8000_0000 }),
  'timestamps laid out otherwise': tcp({ options: hex('080a0000000100000002 0101') }),
  'SYN with every option': tcp({
    flags: 2,
    mss: 1460,
    sackPermitted: true,
    timestamps: [1, 0],
    windowScale: 7,
  }),
  SACK: tcp({ timestamps: [1, 2], sack: [[999, 1000]] }),
  'a data offset below five': tcp({ dataOffset: 4 }),
  'a data offset beyond the packet': tcp({ dataOffset: 15 }),
};

const made = LINKS.flatMap(({ linkType, header }) =>
  Object.values(IPS).flatMap((ip) =>
    Object.values(TCPS).flatMap((segment) =>
      ['', 'HTTP/1.1 200 OK\r\n\r\n', 'x'].map((payload) => ({
        linkType,
        octets: packet(...header, ip, segment, payload),
      })),
    ),
  ),
);
const samples: BatchFrame[] = [...made, ...SAMPLES].map((one) => ({ ...one, time: 0 }));

const shard = new Shard({ exchanges: 100, held: 100 }, null);
const express = new Express(shard, EVERYTHING);
const batches = new BatchesInArena(shard.tracker.arena);

/** Frames that were known to be no segment, over all checks. */
let noSegments = 0;

/** Holds all together for each of the frames; returns how many were plain. */
function check(frames: readonly BatchFrame[]): number {
  let plain = 0;
  for (let from = 0; from < frames.length; from += BATCH_FRAMES) {
    const some = frames.slice(from, from + BATCH_FRAMES);
    const batch = batches.batchOf(some);
    express.glance(batch);
    const { packets, flowHashes, count } = batch;
    assert.equal(count, some.length);
    const tally = new Map<Outcome, number[]>();
    for (let place = 0; place < count; place++) {
      const [start = 0, end = 0] = [batch.starts[place], batch.ends[place]];
      const [linkType = 0, original = 0] = [batch.linkTypes[place], batch.originalLengths[place]];
      const at = plainPacket(linkType, batch.view, start, end, original);
      if (packets[place] === NO_SEGMENT) {
        noSegments++;
        assert.equal(at, -1);
        const outcome = decodeLayers(linkType, batch.view, start, end, original, new Segment());
        const [number = 0, first = place] = tally.get(outcome) ?? [];
        tally.set(outcome, [number + 1, first]);
        continue;
      }
      const isPlain = at >= 0 && batch.untimed[place] === 0;
      const scope = isPlain ? plainScope(linkType, batch.view, start, at) : 0;
      const expected = scope === 0 ? at : at | OF_VLAN;
      assert.equal(packets[place], isPlain ? expected : NOT_PLAIN, nameOf(some[place]));
      if (!isPlain) continue;
      plain++;
      const [shortly, fully] = [segmentBefore(), segmentBefore()];
      decodePlain(batch.view, at, end, scope, shortly);
      const outcome = decodeLayers(linkType, batch.view, start, end, original, fully);
      assert.equal(outcome, Outcome.Segment);
      assert.deepEqual(shortly, fully);
      assert.equal(flowHashes[place], flowHash(fully));
    }
    const told = [Outcome.NotIp, Outcome.NotTcp].flatMap((outcome) => tally.get(outcome) ?? [0, 0]);
    assert.deepEqual([...batch.noSegments], told);
    assert.ok([...tally.keys()].every((outcome) => outcome === Outcome.NotIp || outcome === Outcome.NotTcp));
  }
  return plain;
}

/** What the frame before has left must not stay. */
function segmentBefore(): Segment {
  const segment = new Segment();
  decodeLayers(...argumentsOf(LAST), segment);
  return segment;
}

const LAST = packet(ethernet(), IPS['IPv6 of mapped addresses'], TCPS['SYN with every option'], 'before');

function argumentsOf(octets: Uint8Array): [number, DataView, number, number, number] {
  return [ETHERNET, new DataView(octets.buffer), 0, octets.length, octets.length];
}

function nameOf(frame: BatchFrame | undefined): string {
  return `link type ${frame?.linkType}, ${Buffer.from(frame?.octets ?? []).toString('hex')}`;
}

describe('a glance sees what wire/ sees', () => {
  it('in packets of every shape', () => {
    // Nine link layers with three packets, two with IPv4's alone, and four with IPv6's two; five TCP headers, three payloads; and
    // twelve of the samples of wire/.
    assert.equal(check(samples), (9 * 3 + 2 * 1 + 4 * 2) * 5 * 3 + 12);
  });

  it('in packets that are cut at any octet, or that were as short', () => {
    for (const { octets, ...frame } of samples) {
      const cuts = Array.from({ length: octets.length }, (_, length) => octets.subarray(0, length));
      check(cuts.map((cut) => ({ ...frame, octets: cut, originalLength: octets.length })));
      check(cuts.map((cut) => ({ ...frame, octets: cut })));
    }
  });

  it('which are ARP, or UDP that no tunnel uses', () => {
    const before = noSegments;
    const arp = [1, 0x0806].map((type) => ({
      time: 0,
      linkType: ETHERNET,
      octets: packet(ethernet({ type })),
    }));
    const udp = [
      [ethernet(), ipv4({ protocol: 17 }), hex('0035003500080000')],
      [ethernet({ type: 0x86dd }), ipv6({ nextHeader: 17 }), hex('0035003500080000')],
      [ethernet(), ipv4({ protocol: 17 }), hex('003512b500080000')],
      [ethernet(), ipv4({ protocol: 17 }), hex('0035211800080000')],
      [ethernet(), ipv4({ protocol: 1 }), hex('0800000000000000')],
    ].map((layers) => ({ time: 0, linkType: ETHERNET, octets: packet(...layers) }));
    check([...arp, ...udp]);
    // Neither what is no ARP, nor the two ports of VXLAN, nor ICMP.
    assert.equal(noSegments - before, 3);
  });

  it('in frames without a time, none of which is plain', () => {
    const before = noSegments;
    const udp = packet(ethernet(), ipv4({ protocol: 17 }), hex('0035003500080000'));
    const frames = [...samples, { time: 0, linkType: ETHERNET, octets: udp }];
    assert.equal(check(frames.map((frame) => ({ ...frame, untimed: true }))), 0);
    assert.ok(noSegments > before);
  });

  it('by whatever link type they are read', () => {
    for (const linkType of [-1, 0, ETHERNET, 9, RAW, 108, LINUX_SLL, 228, 229, LINUX_SLL2, 0x7fff_ffff])
      check(samples.map((frame) => ({ ...frame, linkType })));
  });

  it('whatever length they had on the wire', () => {
    let plain = 0;
    for (const more of [-1, -20, 1, 0x7fff_0000, 0xffff_0000])
      plain += check(
        samples.map((one) => ({ ...one, originalLength: Math.max(0, one.octets.length + more) })),
      );
    for (const originalLength of [0, 0xffff_ffff])
      plain += check(samples.map((one) => ({ ...one, originalLength })));
    assert.ok(plain > 100);
  });

  it('with any octets replaced, and any number of them', () => {
    const octet = fc.oneof(fc.nat(0xff), fc.constantFrom(0, 1, 0x05, 0x06, 0x45, 0x50, 0x60, 0x80, 0xff));
    const place = fc.oneof({ weight: 3, arbitrary: fc.nat(70) }, { weight: 1, arbitrary: fc.nat(160) });
    let plain = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(samples.length - 1), fc.array(fc.tuple(place, octet), { maxLength: 3 })), {
          minLength: 1,
          maxLength: 40,
          size: 'max',
        }),
        (all) => {
          const frames = all.map(([number, changes]) => {
            const { octets, ...frame } = samples[number] ?? { time: 0, octets: new Uint8Array(0) };
            const changed = octets.slice();
            for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
            return { ...frame, octets: changed };
          });
          plain += check(frames);
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
    assert.ok(plain > 1000, `only ${plain} were plain`);
  });
});
