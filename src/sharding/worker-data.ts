/** What a worker thread of an analysis is given when it starts. */
import type { ShardLimits } from './shard.ts';

export interface WorkerData {
  /** The ring of frames. */
  memory: SharedArrayBuffer;
  limits: ShardLimits;
  /** Which of the ring's readers it is, from 0; threads that there are, the main one too. */
  number: number;
  threads: number;
}
