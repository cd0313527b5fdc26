/** A limit for what would otherwise be waited for without end. */
import { setTimeout as wait } from 'node:timers/promises';

import { labFailure } from './system.ts';

/** Waits for a result; throws `lab-failed`, `what` within so many seconds, where it does not come. `ended` ends it sooner. */
export async function within<Value>(
  seconds: number,
  what: string,
  result: Promise<Value>,
  ended?: AbortSignal,
): Promise<Value> {
  const limit = new AbortController();
  const signal = ended === undefined ? limit.signal : AbortSignal.any([limit.signal, ended]);
  const late = wait(seconds * 1000, undefined, { signal }).then(() => {
    throw labFailure(`${what} within ${seconds} s`);
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    limit.abort();
    late.catch(() => {});
  }
}
