/**
 * What is recorded is what was captured: every file is read by Wireshark's readers as well as by ours, and the frames of
 * all files, in order, are those of the input.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { rotatedPath } from '../../src/capture/rotation.ts';
import { blockSpans, ENHANCED_PACKET } from '../support/capture-layout.ts';
import { buildPcapng, PcapngBuilder } from '../support/captures.ts';
import { oracle, tsharkFields } from '../support/oracle.ts';
import { type ReadFrame, readCaptures } from '../support/read-captures.ts';
import { filesIn, record } from '../support/recording.ts';

const root = mkdtempSync(join(tmpdir(), 'keepscope-recorder-'));
after(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = (): string => {
  const folder = join(root, String(++folders));
  mkdirSync(folder);
  return folder;
};

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const CAPTURES = [
  'dead-linkcut-nft.pcap',
  'any-router.sll2.pcap',
  'formats.nano.pcap',
  'formats.dumpcap.pcapng',
];
const tshark = oracle('tshark');
const capinfos = oracle('capinfos');

/** What a frame is, but for its number in its file. */
async function framesOf(paths: readonly string[]): Promise<Omit<ReadFrame, 'frame'>[]> {
  const captures = await readCaptures(paths);
  for (const { facts } of captures) assert.deepEqual([facts.complete, facts.anomalies], [true, []]);
  return captures.flatMap(({ frames }) => frames.map(({ frame, ...rest }) => rest));
}

describe('a recording', () => {
  for (const name of CAPTURES) {
    it(`of ${name} holds its frames, to the nanosecond and the octet`, async () => {
      const path = join(newFolder(), 'all.pcapng');
      assert.deepEqual(await record([fixture(name)], path), []);
      assert.deepEqual(await framesOf([path]), await framesOf([fixture(name)]));
    });

    it(`of ${name} is the same capture to Wireshark`, { skip: tshark.skip }, async () => {
      const path = join(newFolder(), 'all.pcapng');
      await record([fixture(name)], path);
      const fields = [
        'frame.time_epoch',
        'frame.len',
        'frame.cap_len',
        'tcp.seq_raw',
        'ip.src',
        'tcp.checksum',
      ];
      assert.deepEqual(tsharkFields(path, fields), tsharkFields(fixture(name), fields));
    });

    for (const rotation of [{ octets: 2000 }, { seconds: 3 }, { octets: 3000, seconds: 5 }]) {
      it(`of ${name} in files by ${JSON.stringify(rotation)} loses nothing between them`, async () => {
        const folder = newFolder();
        await record([fixture(name)], join(folder, 'part.pcapng'), rotation);
        const parts = filesIn(folder);
        assert.ok(parts.length > 1);
        assert.deepEqual(await framesOf(parts), await framesOf([fixture(name)]));
      });
    }
  }

  it('of several streams keeps the link type of each', async () => {
    const inputs = [fixture('fin-close.pcap'), fixture('any-router.sll2.pcap')];
    const folder = newFolder();
    await record(inputs, join(folder, 'all.pcapng'));
    assert.deepEqual(await framesOf([join(folder, 'all.pcapng')]), await framesOf(inputs));
  });

  it('of an interface whose link type changes within the stream keeps each', async () => {
    const folder = newFolder();
    const input = join(folder, 'in.pcapng');
    const frames = [0, 1, 1, 0, 2].map((number, index) => ({
      time: 1_700_000_000_000_000_000n + BigInt(index),
      octets: Uint8Array.from({ length: 20 + index }, () => index),
      interface: number,
    }));
    const interfaces = [1, 276, 101].map((linkType) => ({ linkType, resolution: 9 }));
    writeFileSync(input, buildPcapng(frames, { interfaces }));
    await record([input], join(folder, 'out.pcapng'));
    assert.deepEqual(await framesOf([join(folder, 'out.pcapng')]), await framesOf([input]));
  });

  it('of nothing is a capture without a frame, and no file where files rotate', async () => {
    const folder = newFolder();
    await record([], join(folder, 'none.pcapng'));
    await record([], join(folder, 'rotating'), { seconds: 1 });
    assert.deepEqual(
      filesIn(folder).map((path) => basename(path)),
      ['none.pcapng'],
    );
    assert.deepEqual(await framesOf(filesIn(folder)), []);
    if (tshark.available) assert.deepEqual(tsharkFields(join(folder, 'none.pcapng'), ['frame.number']), []);
  });

  it('says how many frames the capturing host lost, in each file those of its time', async () => {
    const folder = newFolder();
    const input = join(folder, 'in.pcapng');
    const frame = (second: bigint) => ({ time: second * 1_000_000_000n, octets: new Uint8Array(60) });
    const builder = new PcapngBuilder().section(true).interface({ resolution: 9 });
    for (let second = 0n; second < 8n; second++) {
      builder.enhancedPacket(frame(1_700_000_000n + second)).statistics(0, { 5: 10n * (second + 1n) });
    }
    writeFileSync(input, builder.done());
    await record([input], join(folder, 'out.pcapng'), { seconds: 2 });
    const dropped: (number | null)[] = [];
    for (const { facts } of await readCaptures(filesIn(folder, 'out'))) dropped.push(facts.dropped);
    // The statistics after a frame are read with the next one: the loss counts to the file that is open then.
    assert.equal(
      dropped.reduce<number>((sum, count) => sum + (count ?? 0), 0),
      80,
    );
    assert.equal(dropped.length, 4);
  });

  it('is readable by its owner only, as what it holds is nobody else’s business', async () => {
    const path = join(newFolder(), 'all.pcapng');
    await record([fixture('fin-close.pcap')], path);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });
});

describe('rotation', () => {
  it('names files by number and by the time of their first frames', async () => {
    const folder = newFolder();
    await record([fixture('dead-linkcut-nft.pcap')], join(folder, 'night.pcapng'), { seconds: 5 });
    const files = filesIn(folder);
    for (const [index, path] of files.entries()) {
      const [first] = await framesOf([path]);
      const iso = new Date(Number((first?.moment ?? 0n) / 1_000_000n)).toISOString();
      const time = `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
      assert.equal(basename(path), `night_0000${index + 1}_${time}.pcapng`);
    }
    assert.ok(files.length > 2);
  });

  it('gives a name without an extension one, and keeps folders and dots', () => {
    const moment = 1_795_239_900_999_999_999n;
    assert.equal(rotatedPath('FILE', 1, moment), 'FILE_00001_20261121T054500Z.pcapng');
    assert.equal(
      rotatedPath('/a.b/x.y.ntar', 123_456, moment),
      join('/a.b', 'x.y_123456_20261121T054500Z.ntar'),
    );
  });

  it('begins a file where the seconds are over, to the nanosecond', async () => {
    const folder = newFolder();
    const input = join(folder, 'in.pcapng');
    const at = (time: bigint) => ({ time: 1_700_000_000_000_000_000n + time, octets: new Uint8Array(60) });
    const frames = [at(0n), at(1_999_999_999n), at(2_000_000_000n), at(3_999_999_999n), at(9_000_000_000n)];
    writeFileSync(input, buildPcapng(frames, { interfaces: [{ resolution: 9 }] }));
    await record([input], join(folder, 'out.pcapng'), { seconds: 2 });
    const counts: number[] = [];
    for (const { frames } of await readCaptures(filesIn(folder, 'out'))) counts.push(frames.length);
    assert.deepEqual(counts, [2, 2, 1]);
  });

  it('makes no file larger than asked, but for one that holds a single large frame', async () => {
    const folder = newFolder();
    const inputs = ['any-router.sll2.pcap', 'fin-close.pcap', 'formats.dumpcap.pcapng'].map(fixture);
    await record(inputs, join(folder, 'out.pcapng'), { octets: 1500 });
    for (const path of filesIn(folder)) {
      const octets = readFileSync(path);
      const frames = blockSpans(octets).filter(({ type }) => type === ENHANCED_PACKET).length;
      assert.ok(octets.length <= 1500 || frames === 1, `${path}: ${octets.length} octets, ${frames} frames`);
    }
  });

  it('keeps the newest files of this run, and no file of another is touched', async () => {
    const folder = newFolder();
    const path = join(folder, 'ring.pcapng');
    await record([fixture('dead-linkcut-nft.pcap')], path, { octets: 1000 });
    const all = filesIn(folder).map((file) => basename(file));
    const kept = newFolder();
    const foreign = 'ring_00000_20200101T000000Z.pcapng';
    writeFileSync(join(kept, foreign), 'of another run');
    await record([fixture('dead-linkcut-nft.pcap')], join(kept, 'ring.pcapng'), { octets: 1000, files: 3 });
    assert.deepEqual(
      filesIn(kept).map((file) => basename(file)),
      [foreign, ...all.slice(-3)],
    );
  });

  it('gives files that capinfos finds whole', { skip: capinfos.skip }, async () => {
    const folder = newFolder();
    await record([fixture('formats.dumpcap.pcapng')], join(folder, 'out.pcapng'), { octets: 2000 });
    for (const file of filesIn(folder)) {
      const told = execFileSync('capinfos', ['-M', file], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      assert.match(told, /File timestamp precision: {2}nanoseconds/);
    }
  });
});

describe('a file that cannot be had is refused before anything is captured', () => {
  const REFUSED: readonly [what: string, make: (folder: string) => string, says: RegExp][] = [
    [
      'a capture of before',
      (folder) => write(join(folder, 'a'), 'x'),
      /there is such a file, and it is not empty/,
    ],
    ['a folder', (folder) => folder, /is a directory/],
    ['a folder that is not there', (folder) => join(folder, 'no', 'a'), /there is no such directory/],
    ['a file for a folder', (folder) => join(write(join(folder, 'f'), ''), 'a'), /a part of it is a file/],
    ['a pipe', (folder) => pipe(join(folder, 'p')), /is a pipe or a socket/],
  ];
  for (const [what, make, says] of REFUSED) {
    it(what, { skip: what === 'a pipe' && process.platform === 'win32' }, async () => {
      const path = make(newFolder());
      await assert.rejects(record([], path), { name: 'KeepscopeError', exitStatus: 2, message: says });
    });
  }

  it('the folder of files that rotate', async () => {
    await assert.rejects(record([], join(newFolder(), 'no', 'a'), { seconds: 1 }), {
      message: /there is no such directory/,
    });
  });

  it('but an empty file, and /dev/null, are taken', async () => {
    const empty = write(join(newFolder(), 'mktemp'), '');
    assert.deepEqual(await record([fixture('fin-close.pcap')], empty), []);
    assert.deepEqual(await framesOf([empty]), await framesOf([fixture('fin-close.pcap')]));
    assert.deepEqual(await record([fixture('fin-close.pcap')], '/dev/null'), []);
  });
});

function write(path: string, text: string): string {
  writeFileSync(path, text);
  chmodSync(path, 0o644);
  return path;
}

function pipe(path: string): string {
  execFileSync('mkfifo', [path]);
  return path;
}
