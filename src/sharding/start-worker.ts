/** A worker thread as its own code needs it; it waits to be told what it is for (worker.ts). */
import { Worker } from 'node:worker_threads';

import { INSTALLATION } from '../installation.ts';

/** Built: worker threads of Node 20 load no TypeScript. */
const WORKER = new URL('dist/sharding/worker-start.cjs', INSTALLATION);

/** MB of its heap for what is new: it makes next to no objects, and memory that was used once stays with the process. */
const YOUNG = 4;

export function startWorker(): Worker {
  return new Worker(WORKER, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG } });
}
