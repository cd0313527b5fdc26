/** Where a worker thread begins. */
import { load } from '../load.ts';

load('sharding/worker');
