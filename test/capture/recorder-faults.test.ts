/** A recording that fails is said once, leaves whole files, and does not hold up the capture. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import type { RecordingTarget } from '../../src/capture/recording-files.ts';
import { recorderNoticeLine } from '../../src/report/recorder-notices.ts';
import { buildPcap } from '../support/captures.ts';
import { readCaptures, readOctets } from '../support/read-captures.ts';
import { filesIn, record } from '../support/recording.ts';

const root = mkdtempSync(join(tmpdir(), 'keepscope-recorder-faults-'));
after(() => rmSync(root, { recursive: true }));

const FIXTURE = fileURLToPath(new URL('../../fixtures/fin-close.pcap', import.meta.url));
/** 4,000 frames of 1,000 octets, one a millisecond. */
const LARGE = join(root, 'large.pcap');
const frames = Array.from({ length: 4000 }, (_, index) => ({
  time: 1_700_000_000_000_000_000n + BigInt(index) * 1_000_000n,
  octets: new Uint8Array(1000).fill(index & 0xff),
}));
writeFileSync(LARGE, buildPcap(frames));

const isRoot = process.getuid?.() === 0 && process.platform === 'linux';
const skip = !isRoot && 'a disk of its own needs root on Linux';

describe('a disk that fills up', { skip }, () => {
  it('is said once, and what was written before is a whole capture', async () => {
    const { folder, unmount } = mountDisk('full', 1);
    try {
      const path = join(folder, 'all.pcapng');
      const notices = await record([LARGE, FIXTURE], path);
      assert.deepEqual(notices[0], { code: 'recording-ended', path, reason: 'ENOSPC' });
      assert.deepEqual(
        notices.slice(1).map(({ code }) => code),
        ['frames-left-out'],
      );
      const [capture] = await readCaptures([path]);
      assert.deepEqual([capture?.facts.complete, capture?.facts.anomalies], [true, []]);
      const count = capture?.frames.length ?? 0;
      // 1 MiB of blocks of 1,032 octets: all that fit but what a page may waste.
      assert.ok(count > 1000 && count < 1016, `${count} frames`);
      assert.deepEqual(
        capture?.frames.map(({ octets }) => octets[0]),
        frames.slice(0, count).map(({ octets }) => octets[0]),
      );
    } finally {
      unmount();
    }
  });

  it('does not where the files that are kept fit on it', async () => {
    const { folder, unmount } = mountDisk('ring', 1);
    try {
      const path = join(folder, 'ring.pcapng');
      assert.deepEqual(await record([LARGE], path, { octets: 300_000, files: 3 }), []);
      const kept = await readCaptures(filesIn(folder));
      assert.equal(kept.length, 3);
      assert.equal(kept.at(-1)?.frames.at(-1)?.octets[0], 3999 & 0xff);
    } finally {
      unmount();
    }
  });
});

describe('a recording whose place is taken away', () => {
  it('ends when its folder is gone and the next file is due', async () => {
    const folder = join(root, 'gone');
    mkdirSync(folder);
    const path = join(folder, 'part.pcapng');
    const take = (): void => rmSync(folder, { recursive: true, force: true });
    const notices = await record([LARGE, FIXTURE], path, { octets: 500_000, afterBlock: take });
    assert.deepEqual(codes(notices), ['recording-ended', 'frames-left-out']);
    assert.match(JSON.stringify(notices[0]), /"reason":"(ENOENT|removed)"/);
  });

  it('ends when its only file is removed, instead of writing to nowhere', async () => {
    const path = join(root, 'removed.pcapng');
    const notices = await record([LARGE, FIXTURE], path, { afterBlock: () => rmSync(path, { force: true }) });
    assert.deepEqual(notices[0], { code: 'recording-ended', path, reason: 'removed' });
  });
});

it('a ring goes on where somebody has taken its old files away', async () => {
  const folder = join(root, 'taken');
  mkdirSync(folder);
  const takeOld = (): void => {
    for (const file of filesIn(folder).slice(0, -1)) rmSync(file);
  };
  const path = join(folder, 'ring.pcapng');
  assert.deepEqual(await record([LARGE], path, { octets: 300_000, files: 3, afterBlock: takeOld }), []);
  const kept = await readCaptures(filesIn(folder));
  assert.equal(kept.at(-1)?.frames.at(-1)?.octets[0], 3999 & 0xff);
});

describe('a disk that is slower than the capture', () => {
  it('is not waited for: frames that do not fit are left out, counted, and said once', async () => {
    const disk = new SlowDisk();
    const notices = await record([LARGE], 'slow.pcapng', {
      target: disk,
      bound: 500_000,
      afterBlock: () => disk.turn(),
    });
    assert.deepEqual(codes(notices), ['recording-behind', 'frames-left-out']);
    const left = notices.find((notice) => notice.code === 'frames-left-out');
    const written = await readOctets(disk.octets);
    assert.equal(written.frames.length + (left?.frames ?? 0), frames.length);
    assert.ok(written.frames.length > 400);
    assert.equal(written.facts.dropped, left?.frames);
    assert.ok(disk.most <= 2 * 500_000);
  });

  it('gets everything, later, where it fits', async () => {
    const disk = new SlowDisk();
    assert.deepEqual(await record([LARGE, FIXTURE], 'slow.pcapng', { target: disk }), []);
    const written = await readOctets(disk.octets);
    const [, small] = await readCaptures([LARGE, FIXTURE]);
    assert.equal(written.frames.length, frames.length + (small?.frames.length ?? 0));
  });
});

it('a file that can no longer be written is closed at once, so that its room comes free when it is removed', async () => {
  const said: string[] = [];
  let blocks = 0;
  const target: RecordingTarget = {
    begin: async () => undefined,
    write: async () => {
      if (blocks > 0) throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
    },
    close: async () => void said.push(`closed after ${blocks} blocks`),
  };
  const notices = await record([LARGE], 'full.pcapng', {
    target,
    afterBlock: async () => {
      blocks++;
      await new Promise(setImmediate);
    },
  });
  assert.equal(notices[0]?.code, 'recording-ended');
  assert.ok(blocks > 2);
  assert.match(said[0] ?? '', /^closed after [12] blocks$/);
});

it('each notice is a line that says what and where', () => {
  const LINES = [
    recorderNoticeLine({ code: 'recording-ended', path: 'a.pcapng', reason: 'ENOSPC' }),
    recorderNoticeLine({ code: 'recording-ended', path: 'a.pcapng', reason: 'EIO' }),
    recorderNoticeLine({ code: 'recording-behind', path: 'a.pcapng' }),
    recorderNoticeLine({ code: 'frames-left-out', path: 'a.pcapng', frames: 12_345 }),
    recorderNoticeLine({ code: 'old-file-kept', path: 'a.pcapng', reason: 'EACCES' }),
  ];
  assert.deepEqual(LINES, [
    'a.pcapng: the disk is full; the capture goes on and is no longer written',
    'a.pcapng: writing failed (EIO); the capture goes on and is no longer written',
    'a.pcapng: the disk is slower than the capture; frames are left out of the file, and counted',
    'a.pcapng: 12,345 frames captured and not written',
    'a.pcapng: permission denied; this old file could not be removed',
  ]);
});

/** Takes its time: a write is done some turns of the event loop later. */
class SlowDisk implements RecordingTarget {
  octets: Uint8Array = new Uint8Array(0);
  most = 0;

  async begin(): Promise<void> {}

  async write(blocks: Uint8Array): Promise<void> {
    this.most = Math.max(this.most, blocks.length);
    for (let turns = 0; turns < 50; turns++) await this.turn();
    this.octets = Buffer.concat([this.octets, blocks]);
  }

  async close(): Promise<void> {}

  turn(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

function codes(notices: readonly { code: string }[]): string[] {
  return notices.map(({ code }) => code);
}

/** A disk in memory, of so many MiB. */
function mountDisk(name: string, megabytes: number): { folder: string; unmount: () => void } {
  const folder = join(root, name);
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'keepscope-test', folder]);
  return { folder, unmount: () => execFileSync('umount', [folder]) };
}
