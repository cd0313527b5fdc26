/**
 * An actor: an application of the lab, a process inside one host. It takes orders as JSON lines on standard input and
 * answers on standard output. Its calls run on threads, each of which may block for as long as the kernel wants; this one
 * never does, and so it notices when the lab is gone. Always the built file: worker threads know no loader of TypeScript.
 */
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';

import type { Answer, Order } from './protocol.ts';

const THREAD = new URL('./thread.js', import.meta.url);

const threads = new Map<string, Worker>();

/** The first one says whether the calls can be made at all. */
threads.set('main', startThread(true));

const orders = createInterface({ input: process.stdin });
orders.on('line', (line) => {
  const order = JSON.parse(line) as Order;
  let thread = threads.get(order.thread);
  if (thread === undefined) {
    thread = startThread(false);
    threads.set(order.thread, thread);
  }
  thread.postMessage(order);
});
// A thread may be blocked in the kernel, and an orderly exit would wait for it.
orders.on('close', () => process.kill(process.pid, 'SIGKILL'));

function startThread(isFirst: boolean): Worker {
  const worker = new Worker(THREAD);
  worker.on('message', (answer: Answer) => {
    if (isFirst || !('ready' in answer)) process.stdout.write(`${JSON.stringify(answer)}\n`);
  });
  return worker;
}
