/** Loaded before the program: says at its end on standard error how many worker threads it has started. */
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

let started = 0;
threads.Worker = class extends threads.Worker {
  constructor(...args) {
    started++;
    super(...args);
  }
};
syncBuiltinESMExports();
// Workers load this too.
if (threads.isMainThread) process.on('exit', () => process.stderr.write(`workers: ${started}\n`));
