/** Loaded before the program: its worker threads have something left to do, for ever. */
import { isMainThread } from 'node:worker_threads';

if (!isMainThread) setInterval(() => undefined, 1000);
