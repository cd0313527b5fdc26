/**
 * Worker threads that stand by. One takes 0.1 s to start, in which 60 MB of a capture are analyzed; so the program starts them
 * before it has understood its arguments, where one of these is a large file, and whoever needs some takes them from here. One
 * that nobody takes costs nobody anything: it sleeps, and does not keep the process alive.
 */
import { statSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';

import { threadsFor } from './thread-count.ts';

const THREADS = /^--threads(=(.*))?$/;

let standing: Worker[] = [];

/** Starts those that the program with these arguments may need. */
export async function standBy(args: readonly string[]): Promise<void> {
  const threads = threadsFor(args.reduce((sum, arg) => sum + octetsOf(arg), 0));
  const wanted = threads > 1 ? Math.min(threads, threadsAmong(args)) - 1 : 0;
  if (wanted < 1) return;
  const { startWorker } = await import('./start-worker.ts');
  for (let worker = 0; worker < wanted; worker++) stand(startWorker());
}

/** One that stands by, if there is one. */
export function standingWorker(): Worker | undefined {
  const worker = standing.pop();
  worker?.ref();
  return worker;
}

function stand(worker: Worker): void {
  standing.push(worker);
  worker.unref();
  // Whoever has it by then listens too.
  const leave = (): void => {
    standing = standing.filter((one) => one !== worker);
  };
  worker.once('error', leave);
  worker.once('exit', leave);
}

/** Of the file of this name; 0: it is none. */
function octetsOf(arg: string): number {
  try {
    const stats = statSync(arg, { throwIfNoEntry: false });
    return stats?.isFile() ? stats.size : 0;
  } catch {
    return 0;
  }
}

/** As many as are asked for; Infinity where nobody asks. */
function threadsAmong(args: readonly string[]): number {
  const place = args.findLastIndex((arg) => THREADS.test(arg));
  if (place < 0) return Number.POSITIVE_INFINITY;
  const asked = Number(THREADS.exec(args[place] ?? '')?.[2] ?? args[place + 1]);
  return Number.isInteger(asked) ? asked : 1;
}
