/** Copies of captures: everything stays as it was, but for the comments; read back by our reader and by Wireshark's. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import { type CopyCounts, copyCapture } from '../../src/capture/capture-copy.ts';
import { Epoch } from '../../src/capture/epoch.ts';
import { openCaptures } from '../../src/capture/open.ts';
import {
  buildPcap,
  buildPcapng,
  type CapturedFrame,
  concatenate,
  PcapngBuilder,
} from '../support/captures.ts';
import { oracle, tsharkFields } from '../support/oracle.ts';
import { readOctets } from '../support/read-captures.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepscope-copy-'));
after(() => rmSync(folder, { recursive: true }));

const NOON = 1_700_000_000_123_456_789n;
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Frames of every length up to 9, and one beyond what a float of nanoseconds can say of the first. */
const frames = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(
  (length, at): CapturedFrame => ({
    time: NOON + BigInt(at) * 1_000_003_000n + (length === 9 ? 30_000_000n * 1_000_000_001n : 0n),
    octets: Uint8Array.from({ length }, (_, octet) => 0xf0 + octet),
    originalLength: length === 4 ? 1514 : length,
  }),
);

interface Copy {
  octets: Uint8Array;
  counts: CopyCounts;
}

/** A copy of `capture`, in which each frame that `comments` names has its comments. */
async function copyOf(
  capture: Uint8Array,
  comments: Readonly<Record<number, string[]>> = {},
  plan: { about?: string[]; frames?: number; keeps?: (frame: number) => boolean } = {},
): Promise<Copy> {
  const file = join(folder, 'input');
  writeFileSync(file, capture);
  const [reader] = await openCaptures([file], { epoch: new Epoch() });
  assert.ok(reader);
  const copying = copyCapture(reader, {
    application: 'test',
    about: plan.about ?? [],
    frames: plan.frames ?? 1000,
    keeps: plan.keeps ?? (() => true),
    commentsOn: (frame) => comments[frame] ?? [],
  });
  const chunks: Uint8Array[] = [];
  let step = await copying.next();
  for (; step.done !== true; step = await copying.next()) chunks.push(step.value);
  const counts = step.value;
  await reader.close();
  return { octets: concatenate(chunks), counts };
}

const CAPTURES: readonly [what: string, capture: Uint8Array][] = [
  ['pcap in microseconds', buildPcap(frames)],
  ['pcap in nanoseconds', buildPcap(frames, { resolution: 'nanoseconds', linkType: 113 })],
  ['big-endian pcap', buildPcap(frames, { littleEndian: false })],
  ['pcap with long record headers', buildPcap(frames, { modified: true, snaplen: 0 })],
  ['pcapng', buildPcapng(frames, { interfaces: [{ resolution: 9 }] })],
  [
    'big-endian pcapng',
    buildPcapng(frames, { littleEndian: false, interfaces: [{ resolution: 0x80 | 30, offset: 7n }] }),
  ],
  ['pcapng of obsolete packets', buildPcapng(frames, { packets: 'obsolete' })],
  ['gzip', gzipSync(buildPcap(frames))],
];

const FIELDS = ['frame.number', 'frame.time_epoch', 'frame.len', 'frame.cap_len', 'frame.interface_id'];

for (const [what, capture] of CAPTURES) {
  describe(`a copy of ${what}`, () => {
    const comments = { 1: ['one'], 3: ['two', 'three'], 10: ['ten'] };

    it('has the same frames', async () => {
      const { octets, counts } = await copyOf(capture, comments);
      const [before, after] = [await readOctets(capture), await readOctets(octets)];
      assert.deepEqual(after.frames, before.frames);
      assert.deepEqual(after.facts.linkTypes, before.facts.linkTypes);
      assert.deepEqual(after.facts.anomalies, before.facts.anomalies);
      assert.deepEqual(counts, { frames: 10, comments: 4, unplaced: 0 });
    });

    it('is the same to tshark, with the comments', { skip: oracle('tshark').skip }, async () => {
      const [original, copy] = [join(folder, 'original'), join(folder, 'copy')];
      writeFileSync(original, capture);
      writeFileSync(copy, (await copyOf(capture, comments)).octets);
      assert.deepEqual(tsharkFields(copy, FIELDS.slice(0, 4)), tsharkFields(original, FIELDS.slice(0, 4)));
      assert.deepEqual(tsharkFields(copy, ['frame.number', 'frame.comment'], 'frame.comment'), [
        ['1', 'one'],
        ['3', 'two,three'],
        ['10', 'ten'],
      ]);
    });
  });
}

/** Sections of both byte orders, interfaces with names, comments, blocks that are no frames, records without a packet. */
function richCapture(): Uint8Array {
  const capture = new PcapngBuilder()
    .section(false, [
      [1, text('theirs')],
      [4, text('dumpcap')],
    ])
    .interface({ options: [[2, text('eth0')]] })
    .interface({ linkType: 113, resolution: 9 });
  capture.enhancedPacket(frames[5] as CapturedFrame, [
    [1, text('comment of theirs')],
    [2, new Uint8Array(4)],
  ]);
  capture.block(4, Uint8Array.from([0, 0, 0, 0])).block(0x0bad, new Uint8Array(8));
  capture.enhancedPacket({ ...(frames[6] as CapturedFrame), interface: 1 });
  capture
    .section(true)
    .interface()
    .enhancedPacket(frames[7] as CapturedFrame)
    .statistics(0, { 4: 9n, 5: 1n });
  return capture.done();
}

describe('a copy of a pcapng with more than frames', () => {
  it('without comments is the same to the octet', async () => {
    const { octets, counts } = await copyOf(richCapture());
    assert.deepEqual(octets, richCapture());
    assert.deepEqual(counts, { frames: 4, comments: 0, unplaced: 0 });
  });

  it('keeps comments, interfaces and statistics', { skip: oracle('tshark').skip }, async () => {
    const file = join(folder, 'rich');
    const { octets } = await copyOf(
      richCapture(),
      { 1: ['ours'], 3: ['more'], 4: ['last'] },
      { about: ['about'] },
    );
    writeFileSync(file, octets);
    assert.deepEqual(tsharkFields(file, ['frame.number', 'frame.comment'], 'frame.comment'), [
      ['1', 'ours,comment of theirs'],
      ['3', 'more'],
      ['4', 'last'],
    ]);
    const original = join(folder, 'rich-original');
    writeFileSync(original, richCapture());
    const fields = [...FIELDS, 'frame.interface_name'];
    assert.deepEqual(tsharkFields(file, fields), tsharkFields(original, fields));
    assert.equal((await readOctets(octets)).facts.dropped, 1);
    const said = Buffer.from(octets).toString('latin1');
    for (const comment of ['about', 'theirs', 'dumpcap']) assert.equal(said.split(comment).length > 1, true);
  });

  it('leaves the length of a section open, which is no longer right', async () => {
    const capture = buildPcapng(frames);
    new DataView(capture.buffer).setBigInt64(16, BigInt(capture.length - 28), true);
    const { octets } = await copyOf(capture, { 1: ['one'] });
    assert.equal(new DataView(octets.buffer).getBigInt64(16, true), -1n);
  });

  it('without some of the frames keeps all the rest', async () => {
    const { octets, counts } = await copyOf(richCapture(), {}, { keeps: (frame) => frame === 3 });
    const [kept, ...others] = (await readOctets(octets)).frames;
    assert.equal(others.length, 0);
    assert.equal(kept?.linkType, 113);
    assert.deepEqual(counts, { frames: 1, comments: 0, unplaced: 0 });
  });

  it('says what comments found no place: simple packets and broken blocks have none', async () => {
    const simple = buildPcapng(frames.slice(4, 6), { packets: 'simple' });
    const copy = await copyOf(simple, { 1: ['one'], 2: ['two', 'three'] });
    assert.deepEqual(copy.octets, simple);
    assert.deepEqual(copy.counts, { frames: 2, comments: 0, unplaced: 3 });

    for (const captured of [9, 0x7fff_fffd, 0xffff_ffff]) {
      const header = new Uint8Array(20);
      new DataView(header.buffer).setUint32(12, captured, true);
      const broken = new PcapngBuilder().section(true).interface().block(6, header).done();
      const { octets, counts } = await copyOf(broken, { 1: ['one'] });
      assert.deepEqual([octets, counts.unplaced], [broken, 1]);
    }
  });
});

describe('a copy', () => {
  it('ends where the plan does, however long the capture has become', async () => {
    for (const capture of [buildPcap(frames), buildPcapng(frames)]) {
      const { octets, counts } = await copyOf(capture, {}, { frames: 4 });
      assert.equal((await readOctets(octets)).frames.length, 4);
      assert.equal(counts.frames, 4);
    }
  });

  it('of a capture that is cut short has what came before', async () => {
    for (const capture of [buildPcap(frames), buildPcapng(frames)]) {
      const { octets } = await copyOf(capture.subarray(0, capture.length - 2));
      const { facts, frames: read } = await readOctets(octets);
      assert.deepEqual([read.length, facts.complete], [9, true]);
    }
  });
});
