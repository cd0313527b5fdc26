/** However many threads share the work, the report is the same to the octet. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { examine } from '../../src/analyze.ts';
import { renderJson } from '../../src/report/json.ts';
import { ensureCapture } from '../bench/generate.ts';
import { ALL_FIXTURES, FIXTURES } from '../support/fixtures.ts';

const THREADS = [2, 3, 5];

describe('threads that share the flows', () => {
  for (const { name, file } of FIXTURES) {
    it(`${name}: the same report`, async () => {
      const alone = await reportOf([file], 1);
      for (const threads of THREADS)
        assert.equal(await reportOf([file], threads), alone, `${threads} threads`);
    });
  }

  it('all fixtures as one timeline: the same report', async () => {
    const files = ALL_FIXTURES.map(({ file }) => file);
    assert.equal(await reportOf(files, 3), await reportOf(files, 1));
  });

  const folder = mkdtempSync(join(tmpdir(), 'keepscope-threads-'));
  after(() => rmSync(folder, { recursive: true }));
  for (const ipv6 of [false, true]) {
    it(`40,000 frames of 400 connections, ${ipv6 ? 'IPv6' : 'IPv4'}: the same report`, async () => {
      const path = join(folder, `${ipv6}.pcap`);
      ensureCapture(path, { frames: 40_000, connections: 400, ipv6 });
      const alone = await reportOf([path], 1);
      for (const threads of THREADS)
        assert.equal(await reportOf([path], threads), alone, `${threads} threads`);
    });
  }

  it('with a limit on connections that is reached: the same report', async () => {
    const path = join(folder, 'false.pcap');
    const alone = await reportOf([path], 1, 100);
    for (const threads of THREADS) assert.equal(await reportOf([path], threads, 100), alone);
    assert.match(alone, /"evicted": \{ "limit": 100, "connections": [1-9]/);
  });

  it('an interrupted analysis ends with all its threads', async () => {
    const path = join(folder, 'false.pcap');
    const stop = new AbortController();
    const examination = await examine(path, {
      threads: 3,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    assert.equal(examination.interrupted, true);
    assert.equal([...examination.connections()].length, examination.summary.connections);
  });
});

async function reportOf(paths: string[], threads: number, connections = 2_000_000): Promise<string> {
  return Buffer.concat([
    ...renderJson(await examine(paths, { threads, limits: { connections } })),
  ]).toString();
}
