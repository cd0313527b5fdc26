/** A worker thread: takes its frames from the ring until the end, then hands its shard over. */
import { parentPort, workerData } from 'node:worker_threads';

import { FrameRingReader } from './frame-ring.ts';
import { FrameTaker } from './frame-taker.ts';
import { handOver } from './hand-over.ts';
import { Shard } from './shard.ts';
import { sharesOf } from './share.ts';
import type { WorkerData } from './worker-data.ts';

const { memory, limits, number, threads } = workerData as WorkerData;
const share = sharesOf(threads)[number + 1];
if (share === undefined) throw new RangeError(`no worker ${number} of ${threads} threads`);
const ring = new FrameRingReader(memory, number);
const shard = new Shard(limits, null);
const taker = new FrameTaker(shard, share);
for (let slot = ring.next(); slot !== null; slot = ring.next()) {
  if (slot.holdsRecords) taker.takeRecords(slot.run, slot.before);
  else taker.take(slot.frames, slot.before);
  ring.release();
}
const { message, transfer } = handOver(shard, shard.finish(ring.now));
parentPort?.postMessage(message, transfer);
