/** A worker thread: takes its segments from the ring until the end, then hands its shard over. */
import { parentPort, workerData } from 'node:worker_threads';

import { handOver } from './hand-over.ts';
import { RingReader } from './segment-ring.ts';
import { newBatch, Shard, type ShardLimits } from './shard.ts';

const { memory, limits } = workerData as { memory: SharedArrayBuffer; limits: ShardLimits };
const ring = new RingReader(memory);
const shard = new Shard(limits, null);
const batch = newBatch();
for (let filled = ring.read(batch); filled > 0; filled = ring.read(batch)) shard.take(batch, filled);
const { message, transfer } = handOver(shard, shard.finish(ring.now));
parentPort?.postMessage(message, transfer);
