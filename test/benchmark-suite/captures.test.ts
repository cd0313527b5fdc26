/** The captures of the benchmark hold what their generator says: tshark counts the same connections, probes and answers. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { ensureCapture, type Recipe } from '../bench/generate.ts';
import { oracle, tsharkFields } from '../support/oracle.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepscope-bench-captures-'));
after(() => rmSync(folder, { recursive: true }));

const SMALL = { frames: 20_000, connections: 200, ipv6: false } as const;
const RECIPES: Readonly<Record<string, Recipe>> = {
  everyday: SMALL,
  'everyday over IPv6, as pcapng': { ...SMALL, ipv6: true, format: 'pcapng' },
  brief: { ...SMALL, mix: 'brief', connections: 2000 },
  'data, whole frames': { ...SMALL, mix: 'data', connections: 20, snaplen: 1514 },
  'idle, compressed': { ...SMALL, mix: 'idle', format: 'gzip' },
  heartbeats: { ...SMALL, mix: 'heartbeats' },
  'syn-flood': { ...SMALL, mix: 'syn-flood', connections: 3600 },
};

describe('a generated capture', () => {
  for (const [name, recipe] of Object.entries(RECIPES)) {
    it(`${name}: tshark counts what was written`, oracle('tshark'), () => {
      const path = join(folder, name);
      const truth = ensureCapture(path, recipe);
      const analysis = ['tcp.analysis.keep_alive', 'tcp.analysis.keep_alive_ack'];
      const rows = tsharkFields(path, ['tcp.stream', '_ws.malformed', ...analysis]);
      const holding = (column: number): string[] =>
        rows.map((row) => row[column] ?? '').filter((cell) => cell !== '');
      assert.deepEqual(
        {
          frames: rows.length,
          tcpSegments: holding(0).length,
          connections: new Set(holding(0)).size,
          probes: holding(2).length,
          acknowledged: holding(3).length,
        },
        truth,
      );
      assert.deepEqual(holding(1), []);
      assert.equal(truth.frames, recipe.frames);
      assert.equal(truth.connections, recipe.connections);
    });
  }

  it('is the same in every format', oracle('tshark'), () => {
    const fields = ['frame.time_epoch', 'frame.cap_len', 'frame.len', 'tcp.seq_raw', 'tcp.ack_raw', 'ip.id'];
    const [pcap, pcapng, gzip] = (['pcap', 'pcapng', 'gzip'] as const).map((format) => {
      const path = join(folder, `format.${format}`);
      ensureCapture(path, { ...SMALL, frames: 2000, connections: 20, format });
      return tsharkFields(path, fields);
    });
    assert.deepEqual(pcapng, pcap);
    assert.deepEqual(gzip, pcap);
  });

  it('of the data mix is mostly full segments, of the idle mix mostly probes and answers', () => {
    const data = { ...SMALL, mix: 'data', connections: 20, snaplen: 1514 } as const;
    ensureCapture(join(folder, 'data'), data);
    assert.ok(readFileSync(join(folder, 'data')).length > data.frames * 1514 * 0.6);
    const { probes, acknowledged, frames } = ensureCapture(join(folder, 'idle'), { ...SMALL, mix: 'idle' });
    assert.ok(probes + acknowledged > 0.8 * frames);
  });

  it('of everyday traffic has the octets that it always had, so that days can be compared', () => {
    for (const [ipv6, digest] of Object.entries(EVERYDAY_DIGESTS)) {
      const path = join(folder, `digest-${ipv6}`);
      ensureCapture(path, { frames: 40_000, connections: 400, ipv6: ipv6 === 'true' });
      const octets = createHash('sha256').update(readFileSync(path)).digest('hex');
      assert.equal(octets.slice(0, 32), digest, `ipv6: ${ipv6}`);
    }
  });

  it('that its connections do not fit into is refused', () => {
    const recipe = { ...SMALL, frames: 1000, connections: 1000 };
    assert.throws(
      () => ensureCapture(join(folder, 'refused'), recipe),
      /1000 frames are too many or too few/,
    );
  });
});

/** By the generator as it was when the first figures were taken. */
const EVERYDAY_DIGESTS = {
  false: 'cf4c675b8e398cdbb96f3208ee17e1be',
  true: '7765224abf6b8a3f9cfc163bdcdd7311',
};
