/**
 * Little that becomes much: compressed zeros behind a sound header, frames of zstd that each want a window, lines without
 * end. Memory stays bounded, work can be watched and interrupted. KEEPSCOPE_BOMB_MB makes the bombs larger by hand.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { type AnalyzeOptions, examine } from '../../src/index.ts';
import { buildPcap, concatenate, PcapngBuilder } from '../support/captures.ts';
import { reportOfText } from '../support/printed.ts';
import { zstdRaw, zstdRepeated } from '../support/zstd-frames.ts';

const MEGABYTES = Number(process.env['KEEPSCOPE_BOMB_MB'] ?? 200);
/** What reading may add to the memory of the process: blocks, buffers, and what waits for the collector. */
const BOUND = 160 * 2 ** 20;

const HEADER = buildPcap([]);
const ZEROS = gzipSync(new Uint8Array(10 * 2 ** 20));
const LINE = '12:00:00.1 IP 10.0.0.1.50000 > 10.1.0.1.22: Flags [.], ack 1, win 63, length 0\n';

async function* gzipBomb(beginning: Uint8Array): AsyncGenerator<Uint8Array> {
  yield gzipSync(beginning);
  for (let at = 0; at < MEGABYTES / 10; at++) yield ZEROS;
}

async function* zstdBomb(beginning: Uint8Array): AsyncGenerator<Uint8Array> {
  yield zstdRaw(beginning);
  const zeros = zstdRepeated(0, 80);
  for (let at = 0; at < MEGABYTES / 10; at++) yield zeros;
}

/** The report, and by how much the memory of the process was larger than before, at most. */
async function watched(stdin: AsyncIterable<Uint8Array>, options: AnalyzeOptions = {}) {
  const before = process.memoryUsage().rss;
  let most = 0;
  let calls = 0;
  const onProgress = (): void => {
    calls++;
    most = Math.max(most, process.memoryUsage().rss - before);
  };
  const examination = await examine('-', { stdin, onProgress, ...options });
  return { examination, most, calls };
}

describe(`${MEGABYTES} MB of zeros`, () => {
  for (const [name, bomb] of [
    ['gzip', gzipBomb],
    ['zstd', zstdBomb],
  ] as const) {
    it(`of ${name} behind a pcap header are records of nothing, in bounded memory`, async () => {
      const { examination, most, calls } = await watched(bomb(HEADER));
      const [capture] = examination.captures;
      // A record header is 16 octets.
      const records = (Math.ceil(MEGABYTES / 10) * 10 * 2 ** 20) / 16;
      assert.equal(capture?.frames, records);
      assert.deepEqual(capture?.anomalies, [{ code: 'malformed-packet', count: records, firstFrame: 1 }]);
      assert.ok(most < BOUND, `${Math.round(most / 2 ** 20)} MB more`);
      assert.ok(calls > MEGABYTES / 10, 'progress is told all the while');
    });

    it(`of ${name} behind a pcapng header end the reading at once`, async () => {
      const { examination } = await watched(bomb(new PcapngBuilder().section(true).interface().done()));
      assert.deepEqual(examination.captures[0]?.anomalies, [
        { code: 'broken-block', count: 1, firstFrame: 1 },
      ]);
    });

    it(`of ${name} are left where they are when the signal comes`, async () => {
      const controller = new AbortController();
      let calls = 0;
      const onProgress = (): void => {
        if (++calls === 3) controller.abort();
      };
      const options = { stdin: bomb(HEADER), onProgress, signal: controller.signal };
      const examination = await examine('-', options);
      assert.equal(examination.interrupted, true);
      const { frames = 0 } = examination.captures[0] ?? {};
      assert.ok(frames > 0 && frames < (4 * 2 ** 20) / 16, `${frames} frames`);
    });
  }

  it('at the command line end with SIGINT: status 130, and what was read is reported', async () => {
    const main = fileURLToPath(new URL('../../bin/keepscope.js', import.meta.url));
    const child = spawn(process.execPath, [main, '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stdin.on('error', () => undefined);
    // Long after it has begun to read: the pipe takes no more than it reads.
    await pour(child, 20);
    child.kill('SIGINT');
    const [status] = await once(child, 'close');
    assert.equal(status, 130);
    assert.match(stdout, /[\d,]+ frames/);
  });
});

/** Writes members until so many were taken; the rest is never written. */
async function pour(child: ChildProcess, members: number): Promise<void> {
  const { stdin } = child;
  assert.ok(stdin !== null);
  stdin.write(gzipSync(HEADER));
  for (let at = 0; at < members; at++) if (!stdin.write(ZEROS)) await once(stdin, 'drain');
}

describe('frames of zstd', () => {
  // RFC 8878 §3.1.1.1.2: window descriptor 17 << 3 is 128 MiB; the only block is empty.
  it('of nothing, with a window of 128 MiB each, are refused before they take minutes', async () => {
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 17 << 3, 1, 0, 0);
    async function* frames(): AsyncGenerator<Uint8Array> {
      yield zstdRaw(HEADER);
      const many = concatenate(new Array<Uint8Array>(1000).fill(frame));
      for (let at = 0; at < 100; at++) yield many;
    }
    const { examination, most } = await watched(frames());
    assert.deepEqual(examination.captures[0]?.anomalies, [
      { code: 'broken-compression', count: 1, firstFrame: 1 },
    ]);
    assert.ok(most < 2 * BOUND, `${Math.round(most / 2 ** 20)} MB more`);
  });

  it('with small windows may be as many as they like', async () => {
    const frame = zstdRaw(new Uint8Array(16));
    async function* frames(): AsyncGenerator<Uint8Array> {
      yield zstdRaw(HEADER);
      for (let at = 0; at < 200; at++) yield frame;
    }
    const { examination } = await watched(frames());
    assert.equal(examination.captures[0]?.frames, 200);
  });
});

describe('a line', () => {
  // Tried with `^\S*(?:@\S+.*)?[$#%>]$`, the first of these took hours.
  for (const [name, line] of Object.entries({
    'of nothing but @': '@'.repeat(60_000),
    'of many addresses': 'a@'.repeat(30_000),
    'of many prompts': '$ '.repeat(30_000),
    'of many arrows': ' > '.repeat(20_000),
    'of many times': '12:00:00.0 '.repeat(5000),
    'of many brackets': '['.repeat(60_000),
    'of many escapes': '\u001b['.repeat(30_000),
  })) {
    it(`${name} takes no longer than others`, async () => {
      const { captures } = await reportOfText(`${LINE}${line}\n${LINE}`);
      assert.equal(captures[0]?.tcpSegments, 2);
    });
  }

  it('without end is many lines that were not understood, in bounded memory', async () => {
    const part = gzipSync(Buffer.alloc(2 ** 20, 'x'));
    async function* text(): AsyncGenerator<Uint8Array> {
      yield gzipSync(LINE);
      for (let at = 0; at < 8; at++) yield part;
    }
    const { examination, most } = await watched(text());
    assert.equal(examination.captures[0]?.frames, 1);
    assert.ok((examination.captures[0]?.anomalies[0]?.count ?? 0) >= 128);
    assert.ok(most < BOUND, `${Math.round(most / 2 ** 20)} MB more`);
  });
});
