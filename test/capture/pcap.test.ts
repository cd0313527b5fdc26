import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { buildPcap, type CapturedFrame, concatenate } from '../support/captures.ts';
import { readOctets } from '../support/read-captures.ts';

const FRAMES: readonly CapturedFrame[] = [
  { time: 1_700_000_000_123_456_000n, octets: Uint8Array.of(1, 2, 3) },
  { time: 1_700_000_000_123_457_000n, octets: new Uint8Array(60).fill(7), originalLength: 1514 },
  { time: 1_700_000_007_000_000_000n, octets: new Uint8Array(0) },
];

describe('pcap', () => {
  for (const littleEndian of [true, false]) {
    for (const form of [
      { resolution: 'microseconds' },
      { resolution: 'nanoseconds' },
      { modified: true },
    ] as const) {
      const order = littleEndian ? 'little-endian' : 'big-endian';
      it(`gives the frames of ${order} ${JSON.stringify(form)}`, async () => {
        const { facts, frames } = await readOctets(
          buildPcap(FRAMES, { ...form, littleEndian, linkType: 113 }),
        );
        assert.deepEqual(
          frames.map(({ moment, octets, originalLength, linkType }) => ({
            moment,
            octets,
            originalLength,
            linkType,
          })),
          FRAMES.map(({ time, octets, originalLength }) => ({
            moment: time,
            octets,
            originalLength: originalLength ?? octets.length,
            linkType: 113,
          })),
        );
        assert.deepEqual(
          {
            format: facts.format,
            linkTypes: facts.linkTypes,
            complete: facts.complete,
            anomalies: facts.anomalies,
          },
          { format: 'pcap', linkTypes: [113], complete: true, anomalies: [] },
        );
      });
    }
  }

  it('keeps every nanosecond over 100 days', async () => {
    const times = [1n, 999_999_999n, 8_639_999_999_999_999n].map((ns) => 1_700_000_000_000_000_000n + ns);
    const capture = buildPcap(
      times.map((time) => ({ time, octets: Uint8Array.of(0) })),
      { resolution: 'nanoseconds' },
    );
    const { frames } = await readOctets(capture);
    assert.deepEqual(
      frames.map(({ moment }) => moment),
      times,
    );
  });

  it('masks the FCS length in the link type', async () => {
    const { facts } = await readOctets(buildPcap([], { linkType: 0x5400_0001 }));
    assert.deepEqual(facts.linkTypes, [1]);
  });

  it('with a header only has no frames and nothing wrong', async () => {
    const { facts, frames } = await readOctets(buildPcap([]));
    assert.deepEqual([frames.length, facts.complete, facts.anomalies], [0, true, []]);
  });

  it('counts the frames that are earlier than the frame before', async () => {
    const seconds = [10n, 12n, 11n, 11n, 9n, 20n];
    const capture = buildPcap(seconds.map((s) => ({ time: s * 1_000_000_000n, octets: Uint8Array.of(0) })));
    const { facts, frames } = await readOctets(capture);
    assert.equal(frames.length, 6);
    assert.deepEqual(facts.anomalies, [{ code: 'time-backwards', count: 2, firstFrame: 3 }]);
    assert.equal(facts.complete, true);
  });

  it('tolerates a captured length over the snaplen', async () => {
    const long = { time: 0n, octets: new Uint8Array(2_000_000).fill(5) };
    const { facts, frames } = await readOctets(buildPcap([long, ...FRAMES], { snaplen: 64 }));
    assert.deepEqual(
      frames.map(({ octets }) => octets.length),
      [2_000_000, 3, 60, 0],
    );
    assert.deepEqual(facts.anomalies, []);
  });

  for (const { length, code } of [
    { length: 100, code: 'capture-cut-short' },
    { length: 262_144, code: 'capture-cut-short' },
    { length: 4_325_376, code: 'absurd-record-length' },
    { length: 0x1000_0001, code: 'absurd-record-length' },
    { length: 0xffff_ffff, code: 'absurd-record-length' },
  ]) {
    it(`stops before a record of ${length} octets that are not there: ${code}`, async () => {
      const record = new Uint8Array(20);
      new DataView(record.buffer).setUint32(8, length, true);
      const { facts, frames } = await readOctets(concatenate([buildPcap(FRAMES), record]));
      assert.equal(frames.length, 3);
      assert.deepEqual([facts.complete, facts.anomalies], [false, [{ code, count: 1, firstFrame: 4 }]]);
    });
  }

  it('survives fractions and seconds of any size', async () => {
    const capture = buildPcap(FRAMES);
    const view = new DataView(capture.buffer);
    view.setUint32(24, 0xffff_ffff, true);
    view.setUint32(28, 0xffff_ffff, true);
    const { facts, frames } = await readOctets(capture);
    assert.equal(frames.length, 3);
    assert.equal(facts.complete, true);
    assert.deepEqual(facts.anomalies, [{ code: 'time-backwards', count: 1, firstFrame: 2 }]);
  });
});
