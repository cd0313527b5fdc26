/** Batches and blocks between threads that really run: nobody writes where another reads, or sleeps for ever. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

import { Blocks } from '../../src/sharding/blocks.ts';
import { FrameRingWriter } from '../../src/sharding/frame-ring.ts';
import { Arena } from '../../src/tracking/arena.ts';
import { Random } from '../bench/random.ts';
import { type BatchFrame, fill, octetsOf } from '../support/frame-batches.ts';
import { digestOf, type ReadAll, type ReaderData } from './ring-reader.ts';

const READERS = 2;
const BATCHES = 2000;
const BLOCK = 64 * 1024;

/** A thread that loads TypeScript: Node 20 needs to be told so in the thread itself. */
function startReader(data: ReaderData): Worker {
  const module = JSON.stringify(new URL('ring-reader.ts', import.meta.url).href);
  const program = `import('tsx/esm/api').then(({ register }) => { register(); return import(${module}); })`;
  return new Worker(program, { eval: true, workerData: data });
}

function someFrames(random: Random, number: number): BatchFrame[] {
  const isLong = random.chance(2);
  return Array.from({ length: random.between(1, 20) }, (_, place) => ({
    time: number * 1000 + place,
    octets: new Uint8Array(random.between(0, isLong ? 300_000 : 1500)).fill(number + place),
    untimed: random.chance(5),
  }));
}

test('threads read what was written, from blocks that are lent again and again', async () => {
  const arena = new Arena();
  const blocks = new Blocks(arena);
  const writer = new FrameRingWriter(arena, READERS);
  const { memory } = arena;
  const { place } = writer;
  const answers = Array.from({ length: READERS }, async (_, number): Promise<ReadAll> => {
    const [all] = await once(startReader({ memory, place, number }), 'message');
    return all;
  });
  blocks.readers = writer;
  const random = new Random(1);
  const digests: string[] = [];
  const befores: number[] = [];
  const places = new Set<number>();
  let before = 0;
  let block = blocks.lend(BLOCK);
  let used = 0;
  for (let number = 0; number < BATCHES; number++) {
    const frames = someFrames(random, number);
    const octets = octetsOf(frames);
    if (used + octets > block.length) {
      // As a window does it: the next block is lent before the last one is taken back.
      const next = blocks.lend(Math.max(BLOCK, octets));
      blocks.takeBack(block);
      block = next;
      used = 0;
    }
    places.add(block.byteOffset);
    const batch = writer.next();
    fill(batch, frames, block.subarray(used, used + octets));
    used += octets;
    digests.push(digestOf(batch));
    befores.push(before);
    writer.publish(before);
    before += frames.length;
  }
  writer.end(7);
  for (const answer of await Promise.all(answers)) {
    assert.equal(answer.now, 7);
    assert.deepEqual(answer.befores, befores);
    assert.deepEqual(answer.digests, digests);
  }
  assert.ok(writer.isRead(BATCHES));
  assert.ok(places.size < 60, `${places.size} blocks: none was lent again`);
});
