/** What wire/ reads, against what tshark reads of the same octets: the sample packets and the shared captures. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { Epoch } from '../../src/capture/epoch.ts';
import { openCaptures } from '../../src/capture/open.ts';
import { formatAddress } from '../../src/wire/address.ts';
import { decodeFrame } from '../../src/wire/frame.ts';
import { Outcome } from '../../src/wire/outcome.ts';
import { MISSING_WINDOW, Segment } from '../../src/wire/segment.ts';
import { oracle } from '../support/oracle.ts';
import { decode } from './decode.ts';
import { SAMPLES } from './samples.ts';

const FIELDS = [
  'frame.protocols',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'ip.ttl',
  'ip.id',
  'ipv6.hlim',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.seq',
  'tcp.ack',
  'tcp.flags',
  'tcp.window_size_value',
  'tcp.len',
  'tcp.options.timestamp.tsval',
  'tcp.options.timestamp.tsecr',
  'tcp.options.wscale.shift',
  'tcp.options.sack.count',
  'tcp.options.sack_le',
  'tcp.options.sack_re',
] as const;

/** Fragments are not put together and ports are as we read them: 8472 is VXLAN and 443 no TLS whose dissector may fail. */
const PREFERENCES = [
  ['-o', 'ip.defragment:FALSE'],
  ['-o', 'ipv6.defragment:FALSE'],
  ['-o', 'tcp.analyze_sequence_numbers:FALSE'],
  ['-o', 'tcp.relative_sequence_numbers:FALSE'],
  ['-d', 'udp.port==8472,vxlan'],
].flat();

const shared = ['../../../shared/captures/', '../../../shared/public/'].map((folder) => {
  return fileURLToPath(new URL(folder, import.meta.url));
});

for (const folder of shared) {
  const missing = existsSync(folder) ? false : 'the shared captures are not here';
  test(`every frame of ${folder.split('/').at(-2)} reads as tshark reads it`, {
    skip: missing || oracle('tshark').skip,
  }, async () => {
    for (const name of readdirSync(folder).filter((file) => /\.pcap(ng)?$/.test(file))) {
      await compare(join(folder, name), name);
    }
  });
}

test('every sample packet reads as tshark reads it', { skip: oracle('tshark').skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keepscope-wire-'));
  try {
    for (const linkType of new Set(SAMPLES.map((sample) => sample.linkType))) {
      const samples = SAMPLES.filter((sample) => sample.linkType === linkType);
      const file = join(folder, `${linkType}.pcap`);
      writeFileSync(
        file,
        pcap(
          linkType,
          samples.map(({ octets }) => octets),
        ),
      );
      await compare(file, `link type ${linkType}`);
      for (const sample of samples)
        assert.ok(decode(linkType, sample.octets).outcome <= Outcome.IcmpError, sample.name);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function compare(file: string, title: string): Promise<void> {
  const expected = readWithTshark(file);
  const segment = new Segment();
  let row = 0;
  for (const reader of await openCaptures([file], { epoch: new Epoch() })) {
    assert.ok('view' in reader);
    while (await reader.fill()) {
      while (reader.next()) {
        const { linkType, view, start, end, originalLength } = reader;
        const outcome = decodeFrame(linkType, view, start, end, originalLength, segment);
        const fields = expected[row++];
        assert.ok(fields, `${title}: tshark has no frame ${row}`);
        const described = describe(outcome, segment);
        assert.deepEqual(described, expectation(described, fields), `${title}, frame ${row}`);
      }
    }
    await reader.close();
  }
  assert.equal(row, expected.length, title);
}

/** The fields of a decoded segment in tshark's notation. */
function describe(outcome: Outcome, segment: Segment): Record<string, string> {
  if (outcome > Outcome.IcmpError) return {};
  const { source0, source1, source2, source3, destination0, destination1, destination2, destination3 } =
    segment;
  const isV4 = segment.ipVersion === 4;
  const error = {
    source: formatAddress(source0, source1, source2, source3),
    destination: formatAddress(destination0, destination1, destination2, destination3),
    'tcp.srcport': `${segment.sourcePort}`,
    'tcp.dstport': `${segment.destinationPort}`,
    'tcp.seq': `${segment.sequence >>> 0}`,
    'tcp.ack': `${segment.acknowledgment >>> 0}`,
    'tcp.flags': `0x${segment.flags.toString(16).padStart(4, '0')}`,
    'tcp.window_size_value': segment.missing & MISSING_WINDOW ? '' : `${segment.window}`,
    ttl: `${segment.ttl}`,
    id: isV4 ? `0x${segment.ipId.toString(16).padStart(4, '0')}` : '',
  };
  if (outcome === Outcome.IcmpError) return error;
  return {
    ...error,
    'tcp.len': `${segment.length}`,
    'tcp.options.timestamp.tsval': segment.hasTimestamps ? `${segment.timestampValue >>> 0}` : '',
    'tcp.options.timestamp.tsecr': segment.hasTimestamps ? `${segment.timestampEcho >>> 0}` : '',
    'tcp.options.wscale.shift': segment.windowScale < 0 ? '' : `${segment.windowScale}`,
    'tcp.options.sack.count': segment.sackBlocks === 0 ? '' : `${segment.sackBlocks}`,
    'tcp.options.sack_le': segment.sackBlocks === 0 ? '' : `${segment.sackLeft >>> 0}`,
    'tcp.options.sack_re': segment.sackBlocks === 0 ? '' : `${segment.sackRight >>> 0}`,
  };
}

/** The same fields from tshark, which repeats a field for each layer: the innermost packet is the last. */
function expectation(
  described: Readonly<Record<string, string>>,
  fields: ReadonlyMap<string, string[]>,
): Record<string, string> {
  const of = (name: string) => fields.get(name)?.at(-1) ?? '';
  if (of('tcp.srcport') === '') return {};
  if (described['tcp.srcport'] === undefined) return { 'tcp.srcport': of('tcp.srcport') };
  const protocols = of('frame.protocols').split(':');
  const isV4 = protocols.lastIndexOf('ip') > protocols.lastIndexOf('ipv6');
  return Object.fromEntries(
    Object.entries(described).map(([name, ours]) => {
      if (name === 'source') return [name, of(isV4 ? 'ip.src' : 'ipv6.src')];
      if (name === 'destination') return [name, of(isV4 ? 'ip.dst' : 'ipv6.dst')];
      if (name === 'ttl') return [name, of(isV4 ? 'ip.ttl' : 'ipv6.hlim')];
      if (name === 'id') return [name, isV4 ? of('ip.id') : ''];
      if (name.startsWith('tcp.options.sack_')) return [name, fields.get(name)?.at(0) ?? ''];
      // tshark gives no length to a first fragment.
      if (name === 'tcp.len') return [name, of(name) || ours];
      return [name, of(name)];
    }),
  );
}

function readWithTshark(file: string): Map<string, string[]>[] {
  // A capture that was cut short makes tshark's status non-zero after all of its frames.
  const { stdout } = spawnSync(
    'tshark',
    ['-n', '-r', file, ...PREFERENCES, '-T', 'fields', ...FIELDS.flatMap((field) => ['-e', field])],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const values = line.split('\t').map((value) => value.split(',').filter((part) => part !== ''));
      return new Map(FIELDS.map((field, index) => [field, values[index] ?? []]));
    });
}

/** A classic pcap file, all of whose frames have time 0. */
function pcap(linkType: number, frames: readonly Uint8Array[]): Uint8Array {
  const words = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
  const records = frames.flatMap((octets) => [words(0, 0, octets.length, octets.length), octets]);
  return Buffer.concat([words(0xa1b2_c3d4, 0x0004_0002, 0, 0, 0x4_0000, linkType), ...records]);
}
