/**
 * How late a Linux timer may fire. The timer wheel keeps a timer in the level that its delay falls into, and a level
 * knows buckets only: the timer fires at the end of its bucket, never early (kernel/time/timer.c, calc_wheel_index,
 * since 4.8). So a keepalive of 10 s leaves after 10.0 to 10.256 s on a kernel of 250 Hz.
 */
import { SECOND } from '../tracking/time.ts';

/** The tick rates that distributions build kernels with. */
export const TICK_RATES: readonly number[] = [100, 250, 300, 1000];

/** Buckets of a level; a level's buckets are 8 times as wide as those of the one below. */
const LEVEL_REACH = 63;
const LEVEL_FACTOR = 8;
const LEVELS = 9;

/** Width of the buckets for a delay of `delay` ns at `rate` ticks a second, ns: the timer is late by up to that. */
export function latenessOf(delay: number, rate: number): number {
  const tick = SECOND / rate;
  let bucket = 1;
  for (let level = 0; level < LEVELS && delay / tick >= LEVEL_REACH * bucket; level++) bucket *= LEVEL_FACTOR;
  return bucket * tick;
}
