/** A worker thread: once it is told what for, it takes its frames from the ring until the end, and hands its shard over. */
import { parentPort } from 'node:worker_threads';

import { Arena } from '../tracking/arena.ts';
import { FrameRingReader } from './frame-ring.ts';
import { FrameTaker } from './frame-taker.ts';
import { type HandOver, handOver } from './hand-over.ts';
import { Shard } from './shard.ts';
import { sharesOf } from './share.ts';
import type { WorkerData } from './worker-data.ts';

parentPort?.once('message', (data: WorkerData) => {
  parentPort?.postMessage(work(data));
});

function work({ memory, place, limits, number, threads }: WorkerData): HandOver {
  const share = sharesOf(threads)[number + 1];
  if (share === undefined) throw new RangeError(`no worker ${number} of ${threads} threads`);
  const arena = new Arena(memory);
  const ring = new FrameRingReader(arena, place, number);
  try {
    const shard = new Shard(limits, null, arena);
    const taker = new FrameTaker(shard, share);
    for (let frames = ring.next(); frames !== null; frames = ring.next()) {
      taker.take(frames, ring.before);
      ring.release();
    }
    return handOver(shard, shard.finish(ring.now));
  } catch (error) {
    ring.fail();
    throw error;
  }
}
