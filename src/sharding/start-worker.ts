/** A worker thread as its own code needs it; it waits to be told what it is for (worker.ts). */
import { Worker } from 'node:worker_threads';

import { INSTALLATION } from '../installation.ts';

/** Built: worker threads of Node 20 load no TypeScript. */
const WORKER = new URL('dist/sharding/worker-start.js', INSTALLATION);

export function startWorker(): Worker {
  return new Worker(WORKER, { resourceLimits: { maxYoungGenerationSizeMb: 4 } });
}
