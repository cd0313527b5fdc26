import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import { Epoch } from '../../src/capture/epoch.ts';
import { openCaptures } from '../../src/capture/open.ts';
import { KeepscopeError } from '../../src/errors.ts';
import { buildPcap, buildPcapng } from '../support/captures.ts';
import { inBlocks, readCaptures } from '../support/read-captures.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepscope-open-'));
after(() => rmSync(folder, { recursive: true }));

function put(name: string, octets: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, octets);
  return path;
}

const SECOND = 1_000_000_000n;
const at = (...seconds: readonly bigint[]) =>
  seconds.map((s) => ({ time: s * SECOND, octets: Uint8Array.of(1) }));

describe('several captures', () => {
  it('are one timeline in the order of their first frames, whatever their form', async () => {
    const paths = [
      put('late.pcap', buildPcap(at(30n, 40n))),
      put('empty.pcap', buildPcap([])),
      put('early.pcapng', buildPcapng(at(10n, 35n))),
      put('middle.pcap.gz', gzipSync(buildPcap(at(20n)))),
    ];
    const epoch = new Epoch();
    const readers = await openCaptures([...paths, '-'], {
      epoch,
      stdin: inBlocks(buildPcap(at(25n, 26n)), 10),
    });
    assert.equal(epoch.base, 10n * SECOND);
    const times: [string, number[]][] = [];
    for (const reader of readers) {
      const seconds: number[] = [];
      while (await reader.fill()) while (reader.next()) seconds.push(reader.time / 1e9);
      times.push([reader.facts.path.replace(/.*\//, ''), seconds]);
    }
    assert.deepEqual(times, [
      ['early.pcapng', [0, 25]],
      ['middle.pcap.gz', [10]],
      ['-', [15, 16]],
      ['late.pcap', [20, 30]],
      ['empty.pcap', []],
    ]);
  });

  it('are read twice where they are named twice', async () => {
    const path = put('twice.pcap', buildPcap(at(1n, 2n)));
    const captures = await readCaptures([path, path]);
    assert.deepEqual(
      captures.map(({ frames }) => frames.length),
      [2, 2],
    );
  });

  it('do not hold a descriptor each before their turn', { skip: process.platform !== 'linux' }, async () => {
    const path = put('rotated.pcap', buildPcap(at(1n)));
    const before = readdirSync('/proc/self/fd').length;
    const readers = await openCaptures(new Array<string>(300).fill(path), { epoch: new Epoch() });
    assert.ok(readdirSync('/proc/self/fd').length - before < 10);
    for (const reader of readers) {
      await reader.fill();
      await reader.close();
    }
    assert.ok(readdirSync('/proc/self/fd').length - before < 10);
  });
});

describe('one capture', () => {
  it('counts its octets as it is read', async () => {
    const octets = buildPcap(at(1n, 2n));
    const [capture] = await readCaptures([put('counted.pcap', octets)]);
    assert.deepEqual([capture?.facts.octetsRead, capture?.facts.octetsTotal], [octets.length, octets.length]);
  });

  it('is read from a named pipe', { skip: process.platform === 'win32' }, async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const source = put('piped.pcap', buildPcap(at(1n, 2n, 3n)));
    execFileSync('sh', ['-c', 'cat "$0" > "$1" &', source, path], { stdio: 'ignore' });
    const [capture] = await readCaptures([path]);
    assert.equal(capture?.frames.length, 3);
    assert.equal(capture?.facts.octetsTotal, null);
  });

  it('from a stream gives each frame when it is there, without waiting for more', async () => {
    const octets = buildPcap(at(1n, 2n));
    let asked = 0;
    async function* slowly(): AsyncGenerator<Uint8Array> {
      for (const [from, to] of [
        [0, 24],
        [24, 41],
        [41, 58],
      ]) {
        asked++;
        yield octets.subarray(from, to);
      }
    }
    const epoch = new Epoch();
    const [reader] = await openCaptures(['-'], { epoch, stdin: slowly() });
    assert.equal(asked, 1);
    while ((await reader?.fill()) && !reader?.next());
    assert.deepEqual([reader?.frame, asked, epoch.base], [1, 2, SECOND]);
  });

  it('that disappears before it is read is a failed read, not an exception', async () => {
    const path = put('gone.pcap', buildPcap(at(1n)));
    const [reader] = await openCaptures([path], { epoch: new Epoch() });
    rmSync(path);
    assert.equal(await reader?.fill(), false);
    assert.deepEqual(reader?.facts.anomalies, [{ code: 'read-failed', count: 1, firstFrame: 1 }]);
  });
});

describe('what cannot be read is said in one line, with what to do', () => {
  mkdirSync(join(folder, 'directory'));
  const cases: { path: string; code: string; says: RegExp }[] = [
    { path: join(folder, 'missing.pcap'), code: 'unreadable-input', says: /missing\.pcap: no such file/ },
    { path: join(folder, 'a\nb'), code: 'unreadable-input', says: /a%0Ab: no such file/ },
    { path: join(folder, 'directory'), code: 'unreadable-input', says: /is a directory/ },
    { path: put('nothing', ''), code: 'empty-capture', says: /nothing is empty/ },
    { path: put('nothing.gz', gzipSync('')), code: 'empty-capture', says: /holds nothing \(gzip\)/ },
    {
      path: put('short', buildPcap([]).subarray(0, 20)),
      code: 'not-a-capture',
      says: /file header, after 20 octets/,
    },
    { path: put('text.pcap', 'hello\n'), code: 'not-a-capture', says: /is text$/ },
    { path: put('text.gz', gzipSync('hello\n')), code: 'not-a-capture', says: /text\.gz \(gzip\) is text$/ },
    { path: put('page', '<!DOCTYPE html><html>'), code: 'not-a-capture', says: /is a web page/ },
    {
      path: put('elf', '\x7fELF\x02\x01\x01\0\0\0\0\0'),
      code: 'not-a-capture',
      says: /is a program \(ELF\)/,
    },
    { path: put('snoop', 'snoop\0\0\0\0\0\0\x02'), code: 'not-a-capture', says: /is a snoop capture/ },
    { path: put('netmon', 'GMBU\0\x02'), code: 'not-a-capture', says: /Microsoft Network Monitor/ },
    {
      path: put('erf', Buffer.from('00000000f0e6a15f020400520000004200000000', 'hex')),
      code: 'not-a-capture',
      says: /ERF/,
    },
    {
      path: put('octets', Uint8Array.of(0, 1, 2, 3, 4, 5)),
      code: 'not-a-capture',
      says: /begins with 00 01 02 03 04 05/,
    },
    { path: put('xz', Buffer.from('fd377a585a000000', 'hex')), code: 'unsupported-compression', says: /xz/ },
    {
      path: put('twice.gz', gzipSync(gzipSync('hello'))),
      code: 'unsupported-compression',
      says: /a second time/,
    },
    { path: '-', code: 'usage', says: /standard input/ },
  ];
  for (const { path, code, says } of cases) {
    it(`${code}: ${says.source}`, async () => {
      const good = put('good.pcap', buildPcap(at(1n)));
      await assert.rejects(openCaptures([good, path], { epoch: new Epoch() }), (error) => {
        assert.ok(error instanceof KeepscopeError);
        assert.deepEqual([error.code, error.exitStatus], [code, 2]);
        assert.match(error.message, says);
        assert.match(error.message, /^[^\n]+$/);
        assert.match(error.remedy, /^[^\n]+$/);
        return true;
      });
    });
  }

  it('names standard input where that is empty', async () => {
    const empty = openCaptures(['-'], { epoch: new Epoch(), stdin: inBlocks(new Uint8Array(0), 1) });
    await assert.rejects(empty, { code: 'empty-capture', message: 'standard input is empty' });
  });

  it('refuses standard input twice', async () => {
    await assert.rejects(
      openCaptures(['-', '-'], { epoch: new Epoch(), stdin: inBlocks(new Uint8Array(0), 1) }),
      {
        code: 'usage',
      },
    );
  });
});
