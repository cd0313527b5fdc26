/** A worker thread that reads a ring: of every batch it says what its frames were, as the thread that wrote it does. */
import { createHash } from 'node:crypto';
import { parentPort, threadId, workerData } from 'node:worker_threads';

import type { FrameBatch } from '../../src/capture/frame-batch.ts';
import { FrameRingReader } from '../../src/sharding/frame-ring.ts';
import { Arena, type LinearMemory } from '../../src/tracking/arena.ts';
import { framesOf } from '../support/frame-batches.ts';

export interface ReaderData {
  memory: LinearMemory;
  place: number;
  number: number;
}

export interface ReadAll {
  /** By batch. */
  digests: string[];
  befores: number[];
  now: number;
}

/** Of all that the batch says of its frames, and their octets. */
export function digestOf(batch: FrameBatch): string {
  const hash = createHash('sha1');
  for (const { octets, ...frame } of framesOf(batch)) hash.update(JSON.stringify(frame)).update(octets);
  return hash.digest('hex');
}

function readAll({ memory, place, number }: ReaderData): ReadAll {
  const reader = new FrameRingReader(new Arena(memory), place, number);
  const digests: string[] = [];
  const befores: number[] = [];
  for (let batch = reader.next(); batch !== null; batch = reader.next()) {
    // Some are in hand for a while: whoever writes over them before they are released is found out.
    if ((digests.length + threadId) % 50 === 0)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    digests.push(digestOf(batch));
    befores.push(reader.before);
    reader.release();
  }
  return { digests, befores, now: reader.now };
}

parentPort?.postMessage(readAll(workerData as ReaderData));
