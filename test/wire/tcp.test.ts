import assert from 'node:assert/strict';
import test from 'node:test';

import { Outcome } from '../../src/wire/outcome.ts';
import { MISSING_OPTIONS, MISSING_WINDOW, type Segment } from '../../src/wire/segment.ts';
import { ethernet, hex, ipv4, packet, type TcpFields, tcp } from '../support/packets.ts';
import { decode } from './decode.ts';

const ETHERNET = 1;
const IPV4 = 228;
const HEADERS = 34;
const withTimestamps: TcpFields = { sequence: 7, acknowledgment: 9, window: 501, timestamps: [11, 12] };

const OPTIONS: { title: string; fields: TcpFields; expected: Partial<Segment> }[] = [
  {
    title: 'timestamps in their usual layout',
    fields: { timestamps: [0xffff_ffff, 1] },
    expected: { hasTimestamps: 1, timestampValue: -1, timestampEcho: 1 },
  },
  {
    title: 'timestamps before the padding',
    fields: { options: hex('080a 00000005 00000006') },
    expected: { hasTimestamps: 1, timestampValue: 5, timestampEcho: 6 },
  },
  {
    title: 'timestamps of a wrong length are none',
    fields: { options: hex('0809 00000005 000000') },
    expected: {},
  },
  {
    title: 'the first of four SACK blocks',
    fields: {
      sack: [
        [10, 20],
        [30, 40],
        [50, 60],
        [70, 80],
      ],
    },
    expected: { sackBlocks: 4, sackLeft: 10, sackRight: 20 },
  },
  { title: 'a SACK option without a block is none', fields: { options: hex('0502') }, expected: {} },
  { title: 'a window scale', fields: { windowScale: 0 }, expected: { windowScale: 0 } },
  {
    title: 'a window scale over 14 counts as 14',
    fields: { windowScale: 200 },
    expected: { windowScale: 14 },
  },
  {
    title: 'options before one of length 0 are kept',
    fields: { windowScale: 3, options: hex('fe00 080a 00000005 00000006') },
    expected: { windowScale: 3 },
  },
  { title: 'an option of length 1 ends the list', fields: { options: hex('fe01 030304') }, expected: {} },
  {
    title: 'an option that passes the header ends the list',
    fields: { options: hex('080a 0000') },
    expected: {},
  },
  { title: 'nothing after the end of the list counts', fields: { options: hex('00 030304') }, expected: {} },
  { title: 'forty NOPs', fields: { options: new Uint8Array(40).fill(1) }, expected: {} },
];

for (const { title, fields, expected } of OPTIONS) {
  test(`TCP options: ${title}`, () => {
    const { outcome, segment } = decode(ETHERNET, packet(ethernet(), ipv4(), tcp(fields)));
    assert.equal(outcome, Outcome.Segment);
    const { hasTimestamps, windowScale, sackBlocks } = segment;
    const { hasTimestamps: has = 0, windowScale: scale = -1, sackBlocks: blocks = 0 } = expected;
    assert.deepEqual(
      { hasTimestamps, windowScale, sackBlocks },
      { hasTimestamps: has, windowScale: scale, sackBlocks: blocks },
    );
    assertFields(segment, expected);
  });
}

const CUTS: { captured: number; outcome: Outcome; missing: number; expected: Partial<Segment> }[] = [
  { captured: 13, outcome: Outcome.Truncated, missing: 0, expected: {} },
  {
    captured: 14,
    outcome: Outcome.Segment,
    missing: MISSING_WINDOW | MISSING_OPTIONS,
    expected: { window: 0 },
  },
  {
    captured: 15,
    outcome: Outcome.Segment,
    missing: MISSING_WINDOW | MISSING_OPTIONS,
    expected: { window: 0 },
  },
  { captured: 16, outcome: Outcome.Segment, missing: MISSING_OPTIONS, expected: { window: 501 } },
  { captured: 20, outcome: Outcome.Segment, missing: MISSING_OPTIONS, expected: { hasTimestamps: 0 } },
  { captured: 31, outcome: Outcome.Segment, missing: MISSING_OPTIONS, expected: { hasTimestamps: 0 } },
  { captured: 32, outcome: Outcome.Segment, missing: 0, expected: { hasTimestamps: 1, timestampValue: 11 } },
];

for (const { captured, outcome, missing, expected } of CUTS) {
  test(`a frame cut after ${captured} octets of TCP yields what is there`, () => {
    const octets = packet(ethernet(), ipv4(), tcp(withTimestamps), 'payload');
    const decoded = decode(ETHERNET, octets, { captured: HEADERS + captured, originalLength: octets.length });
    assert.equal(decoded.outcome, outcome);
    if (outcome !== Outcome.Segment) return;
    assertFields(decoded.segment, {
      sequence: 7,
      acknowledgment: 9,
      flags: 0x10,
      length: 7,
      missing,
      ...expected,
    });
  });

  test(`so it does where the capture did not keep the original length (${captured} octets of TCP)`, () => {
    const octets = packet(ethernet(), ipv4(), tcp(withTimestamps), 'payload');
    const cut = octets.subarray(0, HEADERS + captured);
    const decoded = decode(ETHERNET, cut);
    assert.equal(decoded.outcome, outcome);
    if (outcome === Outcome.Segment) assertFields(decoded.segment, { length: 0, missing, ...expected });
  });
}

test('options that a cut left whole are kept', () => {
  const octets = packet(
    ipv4(),
    tcp({
      timestamps: [1, 2],
      sack: [
        [10, 20],
        [30, 40],
      ],
    }),
  );
  const { segment } = decode(IPV4, octets, { captured: 20 + 20 + 12 + 4 + 8 });
  assertFields(segment, {
    hasTimestamps: 1,
    sackBlocks: 1,
    sackLeft: 10,
    sackRight: 20,
    missing: MISSING_OPTIONS,
  });
});

test('a header without options misses none, wherever it is cut', () => {
  const { segment } = decode(ETHERNET, packet(ethernet(), ipv4(), tcp()), { captured: HEADERS + 16 });
  assertFields(segment, { missing: 0, length: 0 });
});

const MALFORMED: Record<string, Uint8Array> = {
  'a data offset below 5': packet(ethernet(), ipv4(), tcp({ dataOffset: 4 })),
  'a data offset behind the IP length': packet(ethernet({ padTo: 100 }), ipv4(), tcp({ dataOffset: 6 })),
  'an IP length without room for the header': packet(ethernet(), ipv4({ totalLength: 39 }), tcp()),
  'a data offset that leaves a negative length': packet(ethernet(), ipv4(), tcp({ dataOffset: 15 }), 'short'),
};

for (const [title, octets] of Object.entries(MALFORMED)) {
  test(`${title} is malformed`, () => assert.equal(decode(ETHERNET, octets).outcome, Outcome.Malformed));
}

test('a segment is never longer than the largest window', () => {
  const octets = packet(ethernet(), ipv4({ totalLength: 0 }), tcp());
  assert.equal(decode(ETHERNET, octets, { originalLength: 2 ** 31 }).outcome, Outcome.Malformed);
  assert.equal(decode(ETHERNET, octets, { originalLength: 2 ** 30 }).segment.length, 2 ** 30 - 54);
});

test('a frame of the usual layout reads the same with Ethernet and without', () => {
  for (const fields of [
    withTimestamps,
    { flags: 0xff, window: 0 },
    { windowScale: 7 },
    { timestamps: [1, 2], windowScale: 7 },
  ] as TcpFields[]) {
    for (const ip of [
      {},
      { id: 0xffff, ttl: 1 },
      { totalLength: 0 },
      { totalLength: 45 },
      { totalLength: 9000 },
      { moreFragments: true },
    ]) {
      const octets = packet(ipv4(ip), tcp(fields), 'payload');
      for (let captured = 0; captured <= octets.length; captured++) {
        const framed = decode(ETHERNET, packet(ethernet({ type: 0x0800 }), octets), {
          captured: 14 + captured,
        });
        assert.deepEqual(framed, decode(IPV4, octets, { captured }));
      }
    }
  }
});

function assertFields(segment: Segment, expected: Partial<Segment>): void {
  for (const [name, value] of Object.entries(expected))
    assert.equal(segment[name as keyof Segment], value, name);
}
