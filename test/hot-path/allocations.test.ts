/**
 * The hot path allocates nothing (docs/architecture.md): what the analysis of ordinary frames allocates does not grow with
 * their number. No timing: a number that becomes an object, a closure, an iterator or a string for each frame shows here,
 * and so does a function that V8 has stopped to compile, because then its numbers are objects.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { writeConversations } from './conversations.ts';

const PROGRAM = fileURLToPath(new URL('allocations.mjs', import.meta.url));
const FEW = 100_000;
const MANY = 400_000;
/** Octets a frame. The smallest object takes 16; blocks that are read, and what a sample misses, come to one or two. */
const AT_MOST = 4;

const folder = mkdtempSync(join(tmpdir(), 'keepscope-hot-path-'));
after(() => rmSync(folder, { recursive: true }));

describe('ordinary frames', () => {
  for (const ipv6 of [false, true]) {
    it(`of ${ipv6 ? 'IPv6' : 'IPv4'} allocate nothing`, () => {
      const few = analyzed(FEW, ipv6);
      const many = analyzed(MANY, ipv6);
      const grown = Object.entries(many.octets)
        .map(([name, octets]) => ({ name, octets: octets - (few.octets[name] ?? 0) }))
        .sort((first, second) => second.octets - first.octets);
      const perFrame = grown.reduce((sum, { octets }) => sum + octets, 0) / (many.frames - few.frames);
      const worst = grown.slice(0, 5).map(({ name, octets }) => `${name}: ${octets}`);
      assert.ok(
        perFrame < AT_MOST,
        `${perFrame.toFixed(1)} octets a frame, most of it in ${worst.join(', ')}`,
      );
    });
  }
});

/** Frames of a new capture, and what its analysis allocates by function. */
function analyzed(wanted: number, ipv6: boolean): { frames: number; octets: Record<string, number> } {
  const path = join(folder, `${wanted}-${ipv6}.pcap`);
  const frames = writeConversations(path, wanted, ipv6);
  return {
    frames,
    octets: JSON.parse(execFileSync(process.execPath, [PROGRAM, path], { encoding: 'utf8' })),
  };
}
