import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { buildPcapng, type CapturedFrame, concatenate, PcapngBuilder } from '../support/captures.ts';
import { type ReadCapture, readOctets } from '../support/read-captures.ts';

const NOON = 1_700_000_000_000_000_000n;
const frame = (at: bigint, more: Partial<CapturedFrame> = {}): CapturedFrame => ({
  time: NOON + at,
  octets: Uint8Array.of(1, 2, 3, 4, 5),
  ...more,
});

describe('pcapng', () => {
  for (const littleEndian of [true, false]) {
    for (const packets of ['enhanced', 'obsolete'] as const) {
      it(`gives ${packets} packets of several interfaces, littleEndian ${littleEndian}`, async () => {
        const capture = buildPcapng(
          [
            frame(0n),
            frame(1_000_000_000n, { interface: 1, originalLength: 99 }),
            frame(500_000n, { interface: 2 }),
          ],
          {
            littleEndian,
            packets,
            interfaces: [{}, { linkType: 113, resolution: 9 }, { linkType: 0, resolution: 3 }],
          },
        );
        const { facts, frames } = await readOctets(capture);
        assert.deepEqual(
          frames.map(({ moment, linkType, originalLength }) => [
            (moment ?? 0n) - NOON,
            linkType,
            originalLength,
          ]),
          [
            [0n, 1, 5],
            [1_000_000_000n, 113, 99],
            [0n, 0, 5],
          ],
        );
        assert.deepEqual([facts.format, facts.linkTypes, facts.anomalies], ['pcapng', [1, 113, 0], []]);
      });
    }
  }

  for (const { resolution, offset, step } of [
    { resolution: 0, offset: 0n, step: 1_000_000_000n },
    { resolution: 9, offset: 0n, step: 1n },
    { resolution: 9, offset: -3600n, step: 1n },
    { resolution: 6, offset: 1_600_000_000n, step: 1000n },
    { resolution: 12, offset: 1_699_999_000n, step: 1n },
    { resolution: 0x80 | 8, offset: 0n, step: 3_906_250n },
    { resolution: 0x80 | 20, offset: 0n, step: 15_625_000n },
    { resolution: 0x80 | 32, offset: 0n, step: 1_953_125n * 512n },
  ]) {
    it(`reads the clock of if_tsresol ${resolution} and if_tsoffset ${offset} exactly`, async () => {
      const times = [0n, 1n, 7n, 1_000_003n].map((steps) => steps * step);
      const capture = buildPcapng(
        times.map((time) => frame(time)),
        { interfaces: [{ resolution, offset }] },
      );
      const { frames } = await readOctets(capture);
      assert.deepEqual(
        frames.map(({ moment }) => (moment ?? 0n) - NOON),
        times,
      );
    });
  }

  it('believes no clock so absurd that reading would break', async () => {
    for (const resolution of [20, 0x7f, 0xff]) {
      const capture = new PcapngBuilder().section(true).interface({ offset: -(2n ** 62n) });
      const broken = capture
        .interface({ resolution })
        .enhancedPacket(frame(0n, { interface: 1 }))
        .done();
      assert.equal((await readOctets(broken)).frames.length, 1);
    }
  });

  it('counts interfaces anew in each section, and takes each section in its own byte order', async () => {
    const capture = new PcapngBuilder().section(true).interface({ linkType: 1 }).enhancedPacket(frame(0n));
    capture.section(false).interface({ linkType: 113 }).enhancedPacket(frame(1000n));
    capture.section(true).enhancedPacket(frame(2000n));
    const { facts, frames } = await readOctets(capture.done());
    assert.deepEqual(
      frames.map(({ linkType }) => linkType),
      [1, 113, -1],
    );
    assert.deepEqual(facts.anomalies, [{ code: 'unknown-interface', count: 1, firstFrame: 3 }]);
  });

  for (const { snaplen, original, captured } of [
    { snaplen: 0, original: 5, captured: 5 },
    { snaplen: 3, original: 5, captured: 3 },
    { snaplen: 0, original: 900, captured: 8 },
  ]) {
    it(`cuts a simple packet of ${original} octets to ${captured} where the snaplen is ${snaplen}`, async () => {
      const simple = frame(0n, { originalLength: original });
      const { facts, frames } = await readOctets(
        buildPcapng([simple], { packets: 'simple', interfaces: [{ snaplen }] }),
      );
      assert.deepEqual(
        frames.map(({ octets, originalLength, moment }) => [octets.length, originalLength, moment]),
        [[captured, original, null]],
      );
      assert.deepEqual(facts.anomalies, [{ code: 'frame-without-time', count: 1, firstFrame: 1 }]);
    });
  }

  it('numbers records without a packet as Wireshark does, and skips other blocks', async () => {
    const capture = new PcapngBuilder().section(true).interface();
    for (const type of [0x0bad, 0x4000_0bad, 9, 0x204, 0x216, 0x221]) capture.block(type, new Uint8Array(24));
    for (const type of [4, 0x0a, 0x201, 0x7fff_ffff]) capture.block(type, new Uint8Array(24));
    const { facts, frames } = await readOctets(capture.enhancedPacket(frame(0n)).done());
    assert.deepEqual(
      frames.map(({ linkType, octets, frame: number }) => [number, linkType, octets.length]),
      [...[1, 2, 3, 4, 5, 6].map((number) => [number, -1, 0]), [7, 1, 5]],
    );
    assert.deepEqual(facts.anomalies, []);
  });

  it('reports what the capturing host dropped: the last statistics of each interface', async () => {
    const capture = new PcapngBuilder().section(true).interface().interface();
    capture.statistics(0, { 4: 100n, 5: 7n }).statistics(1, { 5: 1n, 7: 2n }).statistics(0, { 5: 10n });
    assert.equal((await readOctets(capture.done())).facts.dropped, 13);
    assert.equal((await readOctets(buildPcapng([]))).facts.dropped, null);
    const silent = new PcapngBuilder()
      .section(true)
      .interface()
      .statistics(0, { 4: 100n, 5: 2n ** 64n - 1n });
    assert.equal((await readOctets(silent.done())).facts.dropped, null);
  });

  it('counts time that runs backwards for each interface alone', async () => {
    const capture = buildPcapng(
      [
        frame(5000n),
        frame(9000n, { interface: 1 }),
        frame(6000n),
        frame(8000n, { interface: 1 }),
        frame(7000n),
      ],
      { interfaces: [{}, {}] },
    );
    assert.deepEqual((await readOctets(capture)).facts.anomalies, [
      { code: 'time-backwards', count: 1, firstFrame: 4 },
    ]);
  });
});

describe('a broken pcapng', () => {
  const good = (): PcapngBuilder => new PcapngBuilder().section(true).interface().enhancedPacket(frame(0n));
  const body = new Uint8Array(20);
  const cases: { what: string; capture: Uint8Array; frames: number; anomaly: string; complete?: true }[] = [
    {
      what: 'two lengths that differ end it',
      capture: good().block(4, body, [32, 28]).enhancedPacket(frame(1n)).done(),
      frames: 1,
      anomaly: 'broken-block',
    },
    {
      what: 'a length under 12 ends it',
      capture: good().block(4, body, [8, 8]).enhancedPacket(frame(1n)).done(),
      frames: 1,
      anomaly: 'broken-block',
    },
    {
      what: 'a length without the padding is counted',
      capture: good().block(4, body, [31, 31]).enhancedPacket(frame(1n)).done(),
      frames: 2,
      anomaly: 'broken-block',
      complete: true,
    },
    {
      what: 'a section header without a byte order ends it',
      capture: good().block(0x0a0d_0d0a, body).enhancedPacket(frame(1n)).done(),
      frames: 1,
      anomaly: 'broken-block',
    },
    {
      what: 'a packet block without its fixed part is passed over',
      capture: good().block(6, body.slice(4)).enhancedPacket(frame(1n)).done(),
      frames: 2,
      anomaly: 'broken-block',
      complete: true,
    },
    {
      what: 'a captured length over the block is cut to the block',
      capture: good()
        .block(6, Uint8Array.from([...body.slice(0, 12), 255, 0, 0, 0, 9, 0, 0, 0, 1, 2, 3, 4]))
        .done(),
      frames: 2,
      anomaly: 'broken-block',
      complete: true,
    },
    {
      what: 'an option that is longer than the block is counted, and its packet given',
      capture: good()
        .block(6, concatenate([new Uint8Array(20), Uint8Array.of(1, 0, 200, 0)]))
        .enhancedPacket(frame(1n), [[2, new Uint8Array(3)]])
        .done(),
      frames: 3,
      anomaly: 'broken-option',
      complete: true,
    },
    {
      what: 'a block longer than 256 MiB ends it',
      capture: good().block(6, body, [0x1000_0004, 32]).done(),
      frames: 1,
      anomaly: 'absurd-record-length',
    },
    {
      what: 'a block longer than any packet and than the file ends it',
      capture: good().block(6, body, [0x100_0000, 32]).done(),
      frames: 1,
      anomaly: 'absurd-record-length',
    },
    {
      what: 'a block of a packet that the file does not hold is cut short',
      capture: good().block(6, body, [1500, 32]).done(),
      frames: 1,
      anomaly: 'capture-cut-short',
    },
  ];
  for (const { what, capture, frames, anomaly, complete = false } of cases) {
    it(what, async () => {
      const read: ReadCapture = await readOctets(capture);
      assert.equal(read.frames.length, frames);
      const [first] = read.facts.anomalies;
      assert.deepEqual([first?.code, first?.firstFrame], [anomaly, 2]);
      assert.equal(read.facts.complete, complete);
    });
  }
});
