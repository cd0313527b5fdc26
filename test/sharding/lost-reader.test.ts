/** A thread that fails keeps nobody waiting, and what it failed of is said. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';

import { BATCH_FRAMES } from '../../src/capture/frame-layout.ts';
import { FrameRingReader, FrameRingWriter } from '../../src/sharding/frame-ring.ts';
import { Arena } from '../../src/tracking/arena.ts';
import { buildPcap } from '../support/captures.ts';
import { keepscope } from '../support/command.ts';
import { conversation } from '../support/conversation.ts';

const FAILING = new URL('failing-workers.mjs', import.meta.url).href;
/** More batches than a ring holds (frame-ring.ts), so that whoever writes has to wait. */
const FRAMES = 12 * BATCH_FRAMES;

const folder = mkdtempSync(join(tmpdir(), 'keepscope-lost-reader-'));
after(() => rmSync(folder, { recursive: true }));

it('is not waited for once it has failed', () => {
  const arena = new Arena();
  const writer = new FrameRingWriter(arena, 2);
  const readers = [0, 1].map((number) => new FrameRingReader(new Arena(arena.memory), writer.place, number));
  writer.next();
  writer.publish(0);
  readers[1]?.fail();
  assert.throws(() => writer.waitFor(1), { name: 'LostReader' });
});

it('fails the analysis with what it failed of, at once', () => {
  const path = join(folder, 'many.pcap');
  const [syn] = conversation().handshake().frames;
  const octets = syn?.octets ?? new Uint8Array(0);
  const frames = Array.from({ length: FRAMES }, (_, number) => ({ time: BigInt(number) * 1000n, octets }));
  writeFileSync(path, buildPcap(frames));
  const { status, stderr } = keepscope([path, '--threads', '3'], {
    env: { NODE_OPTIONS: `--import ${FAILING}` },
  });
  assert.equal(status, 2);
  assert.match(stderr, /the worker finds no memory; Give it a larger machine|the worker finds no memory/);
  assert.doesNotMatch(stderr, /has stopped|internal/);
});
