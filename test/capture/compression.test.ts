import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import { ChunkSource } from '../../src/capture/octet-source.ts';
import { inflateZstd } from '../../src/capture/zstd.ts';
import { KeepscopeError } from '../../src/errors.ts';
import { analyze } from '../../src/index.ts';
import { buildPcap, concatenate } from '../support/captures.ts';
import { inBlocks, readOctets } from '../support/read-captures.ts';

/** Octets that do not compress, so that a cut of the compressed file is a cut of the capture. */
const FRAMES = Array.from({ length: 400 }, (_, number) => ({
  time: 1_700_000_000_000_000_000n + BigInt(number) * 1_000_000n,
  octets: Uint8Array.from(createHash('shake256', { outputLength: 200 }).update(String(number)).digest()),
}));
const CAPTURE = buildPcap(FRAMES);
const RECORD_OCTETS = 216;

/** zstd without compressing: raw blocks (RFC 8878 §3.1.1), the last one marked, in a frame of 1 MiB window. */
function storeZstd(octets: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50)];
  for (let at = 0; at < octets.length; at += 1000) {
    const block = octets.subarray(at, at + 1000);
    const header = (block.length << 3) | (at + 1000 >= octets.length ? 1 : 0);
    parts.push(Uint8Array.of(header, header >>> 8, header >>> 16), block);
  }
  return concatenate(parts);
}

const SKIPPABLE = Uint8Array.of(0x52, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9);

describe('a compressed capture', () => {
  const half = 24 + RECORD_OCTETS * 200;
  for (const { what, octets, compression } of [
    { what: 'gzip', octets: gzipSync(CAPTURE), compression: 'gzip' },
    {
      what: 'gzip of several members',
      octets: concatenate(
        [CAPTURE.subarray(0, 100), CAPTURE.subarray(100, half), CAPTURE.subarray(half)].map((m) =>
          gzipSync(m),
        ),
      ),
      compression: 'gzip',
    },
    {
      what: 'gzip and zeros after it',
      octets: concatenate([gzipSync(CAPTURE), new Uint8Array(512)]),
      compression: 'gzip',
    },
    { what: 'zstd', octets: storeZstd(CAPTURE), compression: 'zstd' },
    {
      what: 'zstd of several frames',
      octets: concatenate([
        SKIPPABLE,
        storeZstd(CAPTURE.subarray(0, half)),
        SKIPPABLE,
        storeZstd(CAPTURE.subarray(half)),
      ]),
      compression: 'zstd',
    },
  ]) {
    for (const blockOctets of [97, 65_536]) {
      it(`gives all frames: ${what}, in blocks of ${blockOctets}`, async () => {
        const { facts, frames } = await readOctets(octets, blockOctets);
        assert.deepEqual(
          frames.map((frame) => frame.octets),
          FRAMES.map((frame) => frame.octets),
        );
        assert.deepEqual([facts.compression, facts.complete, facts.anomalies], [compression, true, []]);
      });
    }
  }

  const noZstd = spawnSync('zstd', ['--version']).error !== undefined && 'the zstd command is not installed';
  it('gives all frames of what the zstd command makes', { skip: noZstd }, async () => {
    const large = buildPcap(Array.from({ length: 10 }, () => FRAMES).flat());
    for (const level of ['-1', '-19']) {
      const octets = execFileSync('zstd', [level, '-c'], { input: large, maxBuffer: 2 ** 26 });
      const chunks: Uint8Array[] = [];
      for await (const chunk of inflateZstd(new ChunkSource(inBlocks(octets, 5000)))) chunks.push(chunk);
      assert.deepEqual(concatenate(chunks), large);
      assert.equal((await readOctets(octets)).frames.length, 4000);
    }
  });
});

describe('a compressed capture in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keepscope-compression-'));
  after(() => rmSync(folder, { recursive: true }));
  const large = buildPcap(
    Array.from({ length: 8000 }, (_, number) => ({
      time: 1_700_000_000_000_000_000n + BigInt(number) * 1_000_000n,
      octets: FRAMES[number % 400]?.octets ?? new Uint8Array(0),
    })),
  );
  for (const { what, capture, frames } of [
    { what: 'smaller than a block', capture: buildPcap(FRAMES.slice(0, 5)), frames: 5 },
    { what: 'of several blocks', capture: large, frames: 8000 },
  ])
    for (const [compression, octets] of [
      ['gzip', gzipSync(capture)],
      ['zstd', storeZstd(capture)],
      // A frame's end falls into another block than its beginning.
      [
        'zstd',
        concatenate([storeZstd(capture.subarray(0, 100)), SKIPPABLE, storeZstd(capture.subarray(100))]),
      ],
    ] as const)
      it(`is read as from a stream: ${compression}, ${octets.length} octets, ${what}`, async () => {
        const path = join(folder, `${octets.length}.${compression}`);
        writeFileSync(path, octets);
        for (const threads of [1, 2]) {
          const { captures } = await analyze(path, { threads });
          assert.deepEqual(
            captures.map((one) => [one.compression, one.frames, one.complete, one.anomalies]),
            [[compression, frames, true, []]],
          );
        }
      });
});

describe('a compressed capture that is cut short', () => {
  for (const { what, octets } of [
    { what: 'gzip', octets: gzipSync(CAPTURE) },
    { what: 'zstd', octets: storeZstd(CAPTURE) },
  ]) {
    it(`gives what was before the cut: ${what}`, async () => {
      for (const share of [0.1, 0.5, 0.9]) {
        const { facts, frames } = await readOctets(octets.subarray(0, Math.floor(octets.length * share)));
        assert.ok(frames.length >= 400 * share - 10, `${frames.length} of ${400 * share}`);
        assert.equal(facts.complete, false);
        assert.deepEqual(facts.anomalies, [
          { code: 'capture-cut-short', count: 1, firstFrame: frames.length + 1 },
        ]);
      }
    });
  }
});

describe('a compressed capture that is damaged', () => {
  it('gives what was before damaged gzip, but for the last stretch', async () => {
    const octets = gzipSync(CAPTURE);
    octets.fill(0xff, octets.length - 8);
    const { facts, frames } = await readOctets(octets);
    assert.ok(frames.length >= 390, `${frames.length}`);
    assert.equal(facts.anomalies[0]?.code, 'broken-compression');
    assert.equal(facts.complete, false);
  });

  it('gives what was before a zstd block of a kind that does not exist', async () => {
    const octets = storeZstd(CAPTURE);
    const at = 6 + 50 * 1003;
    octets[at] = (octets[at] ?? 0) | 0b110;
    const { facts, frames } = await readOctets(octets);
    const sound = Math.floor((50_000 - 24) / RECORD_OCTETS);
    assert.ok(frames.length <= sound && frames.length >= 0.95 * sound, `${frames.length} of ${sound}`);
    assert.equal(facts.anomalies[0]?.code, 'broken-compression');
  });

  it('does not make room for a zstd window that no capture needs', async () => {
    // RFC 8878 §3.1.1.1.2: exponent 21, which is 2 GiB.
    const octets = storeZstd(CAPTURE);
    octets[5] = 21 << 3;
    await assert.rejects(readOctets(octets), { code: 'not-a-capture' });
  });

  for (const octets of [
    gzipSync(CAPTURE).subarray(0, 12),
    storeZstd(CAPTURE).subarray(0, 7),
    gzipSync(new Uint8Array(0)),
  ]) {
    it(`is no capture where nothing comes out of its ${octets.length} octets`, async () => {
      await assert.rejects(readOctets(octets), KeepscopeError);
    });
  }
});
