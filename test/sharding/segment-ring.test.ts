/** Segments on their way to another thread: every field arrives, in order, across any number of chunks. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { newRing, RingReader, RingWriter } from '../../src/sharding/segment-ring.ts';
import { newBatch } from '../../src/sharding/shard.ts';
import { Segment } from '../../src/wire/segment.ts';

const int32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
const uint16 = fc.nat(0xffff);
const octet = fc.nat(0xff);

/** The values that segment.ts allows; the reporter of an ICMP error and what text is read by do not travel. */
const FIELDS: Record<keyof Segment, fc.Arbitrary<number>> = {
  frame: fc.nat(0xffff_ffff),
  time: fc.double({ noNaN: true, min: -1e18, max: 1e18 }),
  source0: int32,
  source1: int32,
  source2: int32,
  source3: int32,
  destination0: int32,
  destination1: int32,
  destination2: int32,
  destination3: int32,
  sourcePort: uint16,
  destinationPort: uint16,
  scope: int32,
  flowHash: int32,
  sequence: int32,
  acknowledgment: int32,
  flags: octet,
  window: uint16,
  length: fc.nat(0x4000_0000),
  payload: int32,
  windowScale: fc.integer({ min: -1, max: 14 }),
  hasTimestamps: fc.nat(1),
  timestampValue: int32,
  timestampEcho: int32,
  sackBlocks: fc.nat(4),
  sackLeft: int32,
  sackRight: int32,
  ttl: octet,
  ipId: uint16,
  ipVersion: fc.constantFrom(4, 6),
  flowLabel: fc.nat(0xf_ffff),
  missing: fc.nat(0x1f),
  inference: fc.constant(0),
  outcome: fc.nat(0x1f),
  icmpType: octet,
  icmpCode: octet,
  reporter0: fc.constant(0),
  reporter1: fc.constant(0),
  reporter2: fc.constant(0),
  reporter3: fc.constant(0),
};

describe('a ring of segments', () => {
  it('brings every field of a segment as it was', () => {
    const memory = newRing();
    const writer = new RingWriter(memory);
    const reader = new RingReader(memory);
    const sent: Record<string, number>[] = [];
    fc.assert(
      fc.property(fc.record(FIELDS), (fields) => {
        sent.push(fields);
        writer.write(Object.assign(new Segment(), fields));
      }),
      { seed: 1, numRuns: 1500 },
    );
    writer.end(42);
    assert.deepEqual(
      received(reader),
      sent.map((fields) => ({ ...fields })),
    );
    assert.equal(reader.now, 42);
  });

  for (const count of [0, 1, 511, 512, 513, 20_000]) {
    it(`brings ${count} segments in their order, and then its end`, () => {
      const memory = newRing();
      const writer = new RingWriter(memory);
      const segment = new Segment();
      for (segment.frame = 1; segment.frame <= count; segment.frame++) writer.write(segment);
      writer.end(7);
      assert.deepEqual(
        received(new RingReader(memory)).map(({ frame }) => frame),
        Array.from({ length: count }, (_, index) => index + 1),
      );
    });
  }
});

function received(reader: RingReader): Segment[] {
  const batch = newBatch();
  const segments: Segment[] = [];
  for (let filled = reader.read(batch); filled > 0; filled = reader.read(batch))
    segments.push(...batch.slice(0, filled).map((segment) => ({ ...segment })));
  return segments;
}
