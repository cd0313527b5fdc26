/** Worker threads that are started before the arguments are understood: only for large files, and in nobody's way. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/keepscope.js', import.meta.url));
const COUNTING = new URL('counted-workers.mjs', import.meta.url).href;
/** Of sharding/thread-count.ts: from so many octets on, as many threads as there are cores, eight at most. */
const LARGE = 64 * 1024 * 1024;
const ALL = Math.min(8, availableParallelism()) - 1;
const RECORD_OCTETS = 65_536;

const folder = mkdtempSync(join(tmpdir(), 'keepscope-standby-'));
after(() => rmSync(folder, { recursive: true }));

/** A pcap of frames of zeros, which are nothing. */
function captureOf(name: string, records: number): string {
  const path = join(folder, name);
  const head = Buffer.alloc(24);
  for (const [at, word] of [0xa1b2c3d4, 0x0002_0004, 0, 0, RECORD_OCTETS, 1].entries())
    head.writeUInt32BE(word, 4 * at);
  writeFileSync(path, head);
  truncateSync(path, head.length + records * RECORD_OCTETS);
  const file = openSync(path, 'r+');
  const record = Buffer.alloc(16);
  record.writeUInt32BE(RECORD_OCTETS - record.length, 8);
  record.writeUInt32BE(RECORD_OCTETS - record.length, 12);
  for (let place = 0; place < records; place++)
    writeSync(file, record, 0, 16, head.length + place * RECORD_OCTETS);
  closeSync(file);
  return path;
}

/** How it ended, and how many workers it had started. */
function run(...args: string[]): { status: number | null; workers: number } {
  const { status, stderr } = spawnSync(process.execPath, ['--import', COUNTING, PROGRAM, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, workers: Number(/^workers: (\d+)$/m.exec(stderr)?.[1]) };
}

describe('workers stand by', () => {
  const large = captureOf('large.pcap', LARGE / RECORD_OCTETS);
  const small = captureOf('small.pcap', LARGE / RECORD_OCTETS - 1);

  it('where files are large together: those that the analysis takes, and no others', () => {
    assert.deepEqual(run(large), { status: 0, workers: ALL });
    assert.deepEqual(run(small), { status: 0, workers: 0 });
    assert.deepEqual(run(small, small), { status: 0, workers: ALL });
  });

  it('as many as were asked for, at most', () => {
    for (const one of [['--threads', '1'], ['--threads=1']])
      assert.deepEqual(run(large, ...one), { status: 0, workers: 0 });
    assert.deepEqual(run(large, '--threads', '3'), { status: 0, workers: 2 });
    assert.deepEqual(run(small, '--threads', '3'), { status: 0, workers: 2 });
  });

  it('and those that nobody takes keep nothing alive', () => {
    assert.deepEqual(run(large, '--format', 'events'), { status: 0, workers: ALL });
    assert.deepEqual(run(large, '--nonsense'), { status: 2, workers: ALL });
    assert.deepEqual(run('--threads', 'many', large), { status: 2, workers: 0 });
  });
});
