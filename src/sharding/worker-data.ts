/** What a worker thread of an analysis is told. */
import type { LinearMemory } from '../tracking/arena.ts';
import type { ShardLimits } from './shard.ts';

export interface WorkerData {
  /** Of the arena; and where the ring of frames is in it. */
  memory: LinearMemory;
  place: number;
  limits: ShardLimits;
  /** Which of the ring's readers it is, from 0; threads that there are, the main one too. */
  number: number;
  threads: number;
}
