/**
 * Properties of reading: what comes before a cut is always given, nothing is thrown once the header is there, and it
 * does not matter in which byte order a capture was written or in what portions it arrives.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { KeepscopeError } from '../../src/errors.ts';
import { buildPcap, buildPcapng, type CapturedFrame, PcapngBuilder } from '../support/captures.ts';
import { readOctets } from '../support/read-captures.ts';

const FRAMES: readonly CapturedFrame[] = [0, 1, 60, 17, 4].map((length, number) => ({
  time: 1_700_000_000_000_000_000n + BigInt(number) * 1_000_000n,
  octets: new Uint8Array(length).fill(number + 1),
}));

/** Each with the octets that tell that it is a capture. */
const FORMS = [
  { name: 'pcap', header: 24, build: (frames: readonly CapturedFrame[]) => buildPcap(frames) },
  {
    name: 'modified pcap',
    header: 24,
    build: (frames: readonly CapturedFrame[]) => buildPcap(frames, { modified: true }),
  },
  { name: 'pcapng', header: 12, build: (frames: readonly CapturedFrame[]) => buildPcapng(frames) },
  {
    name: 'pcapng, simple packets',
    header: 12,
    build: (frames: readonly CapturedFrame[]) => buildPcapng(frames, { packets: 'simple' }),
  },
];

describe('a capture cut at every octet', () => {
  for (const { name, header, build } of FORMS) {
    it(`gives every whole frame before the cut: ${name}`, async () => {
      const whole = build(FRAMES);
      const ends = FRAMES.map((_, number) => build(FRAMES.slice(0, number + 1)).length);
      for (let cut = 0; cut <= whole.length; cut++) {
        const reading = readOctets(whole.subarray(0, cut));
        if (cut < header) {
          await assert.rejects(reading, KeepscopeError);
          continue;
        }
        const { facts, frames } = await reading;
        const expected = ends.filter((end) => end <= cut).length;
        assert.equal(frames.length, expected, `cut at ${cut}`);
        const fault = facts.anomalies.find(({ code }) => code === 'capture-cut-short');
        assert.equal(facts.complete, fault === undefined);
        assert.equal(fault?.firstFrame ?? expected + 1, expected + 1);
        if (ends.includes(cut)) assert.equal(facts.complete, true);
      }
    });
  }
});

describe('the same frames', () => {
  it('come from either byte order', async () => {
    for (const build of [buildPcap, buildPcapng]) {
      const little = await readOctets(build(FRAMES, { littleEndian: true }));
      const big = await readOctets(build(FRAMES, { littleEndian: false }));
      assert.deepEqual(little.frames, big.frames);
    }
  });

  it('come from blocks of any size', async () => {
    for (const { build } of FORMS) {
      const whole = build(FRAMES);
      const { frames } = await readOctets(whole);
      for (const octets of [1, 7, 64]) assert.deepEqual((await readOctets(whole, octets)).frames, frames);
    }
  });

  it('come back whatever was written', async () => {
    const written = fc.array(
      fc.record(
        {
          time: fc
            .bigInt({ min: 0n, max: 8_000_000_000_000_000n })
            .map((ns) => 1_600_000_000_000_000_000n + ns),
          octets: fc.uint8Array({ maxLength: 80 }),
          originalLength: fc.nat(0xffff),
        },
        { noNullPrototype: true },
      ),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(written, fc.boolean(), async (frames, littleEndian) => {
        const pcap = await readOctets(buildPcap(frames, { littleEndian, resolution: 'nanoseconds' }), 100);
        const pcapng = await readOctets(
          buildPcapng(frames, { littleEndian, interfaces: [{ resolution: 9 }] }),
          100,
        );
        assert.deepEqual(pcap.frames, pcapng.frames);
        assert.deepEqual(
          pcap.frames.map(({ moment, octets, originalLength }) => ({ time: moment, octets, originalLength })),
          frames,
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('octets that are wrong', () => {
  it('never throw, and never give a frame that lies outside of them', async () => {
    const capture = new PcapngBuilder().section(true).interface({ resolution: 9, offset: 3n });
    for (const frame of FRAMES) capture.enhancedPacket(frame, [[2, new Uint8Array(4)]]).simplePacket(frame);
    const captures = [capture.statistics(0, { 5: 1n }).done(), buildPcap(FRAMES)];
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...captures), damage, async (sound, changes) => {
        const octets = sound.slice();
        for (const [at, octet] of changes) octets[24 + (at % (octets.length - 24))] = octet;
        const { frames } = await readOctets(octets, 50);
        assert.deepEqual(
          frames.map(({ frame }) => frame),
          frames.map((_, index) => index + 1),
        );
        const given = frames.reduce((sum, frame) => sum + frame.octets.length, 0);
        assert.ok(given <= octets.length);
      }),
      { numRuns: 500 },
    );
  });
});
