/**
 * A thread of an actor: makes one call after the other, and blocks in the kernel as long as the call does. koffi calls on
 * the thread that asks, so errno is that of the call.
 */
import { constants } from 'node:os';
import { parentPort } from 'node:worker_threads';

import type { Answer, Order } from './protocol.ts';

const ERRNO_NAMES = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));

const port = parentPort;
if (port === null) throw new Error('thread.ts runs as a worker thread only');
const tell = (answer: Answer): void => port.postMessage(answer);

try {
  const [{ CALLS }, libc] = await Promise.all([import('./calls.ts'), import('./libc.ts')]);
  port.on('message', ({ id, call, args }: Order) => {
    const { make, value, none } = (
      CALLS[call] as (...args: readonly unknown[]) => ReturnType<(typeof CALLS)['select']>
    )(...args);
    const startedAt = libc.realTime();
    const returned = make();
    const errno = libc.errno();
    const endedAt = libc.realTime();
    const failed = returned < 0;
    tell({
      id,
      call,
      returned,
      errno: failed ? (ERRNO_NAMES.get(errno) ?? `errno ${errno}`) : null,
      value: failed ? none : value(returned),
      startedAt,
      endedAt,
    });
  });
  tell({ ready: true });
} catch (error) {
  tell({ failed: error instanceof Error ? error.message : String(error) });
}
