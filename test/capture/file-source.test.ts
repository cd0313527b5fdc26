/** A file as the system gives it, by either way of reading. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { FileSource, OctetFault } from '../../src/capture/octet-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepscope-file-'));
after(() => rmSync(folder, { recursive: true }));
const PATH = join(folder, 'octets');
const OCTETS = Buffer.from(Array.from({ length: 1000 }, (_, at) => (at * 7) & 0xff));
writeFileSync(PATH, OCTETS);

describe('a file', () => {
  it('gives its octets in order, whichever way they are asked for', async () => {
    const source = new FileSource(PATH, OCTETS.length);
    const target = new Uint8Array(1500);
    let at = await source.read(target.subarray(0, 300));
    at += source.readAtOnce(target.subarray(at, at + 300));
    at += await source.read(target.subarray(at, at + 1));
    for (let count = 1; count > 0; at += count) count = source.readAtOnce(target.subarray(at));
    assert.equal(at, OCTETS.length);
    assert.equal(source.octetsRead, OCTETS.length);
    assert.ok(OCTETS.equals(target.subarray(0, at)));
    await source.close();
  });

  it('that was cut since it was looked at ends in that fault', async () => {
    const path = join(folder, 'cut');
    writeFileSync(path, OCTETS);
    const source = new FileSource(path, OCTETS.length);
    const target = new Uint8Array(600);
    assert.equal(await source.read(target), 600);
    truncateSync(path, 700);
    assert.equal(source.readAtOnce(target), 100);
    const isCut = (fault: unknown): boolean =>
      fault instanceof OctetFault && fault.anomaly === 'capture-cut-short';
    assert.throws(() => source.readAtOnce(target), isCut);
    await source.close();
  });

  it('is not read at once before it is open', () => {
    assert.throws(() => new FileSource(PATH, OCTETS.length).readAtOnce(new Uint8Array(1)), TypeError);
  });

  it('is local where stat(1) names a file system of this machine', {
    skip: process.platform !== 'linux' && 'known of Linux only',
  }, async () => {
    const name = execFileSync('stat', ['-f', '-c', '%T', PATH], { encoding: 'utf8' }).trim();
    const isKnown = /^(ext2\/ext3|xfs|btrfs|f2fs|zfs|bcachefs|tmpfs|ramfs|overlayfs)$/.test(name);
    assert.equal(await new FileSource(PATH, 1).isLocal(), isKnown, name);
    assert.equal(await new FileSource('/proc/self/status', 0).isLocal(), false);
    assert.equal(await new FileSource(join(folder, 'none'), 0).isLocal(), false);
  });
});
