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
  return (bucketTicks((delay / SECOND) * rate) * SECOND) / rate;
}

/** The same for the rate that makes the timer latest. */
export function greatestLateness(delay: number): number {
  let greatest = 0;
  for (const rate of TICK_RATES) greatest = Math.max(greatest, latenessOf(delay, rate));
  return greatest;
}

/** From one firing to the next, ns, of a timer that is armed again for `delay` ns whenever it fires. */
export function steadyPeriod(delay: number, rate: number): number {
  const ticks = toTicks(delay, rate);
  return (nextBucket(ticks, bucketTicks(ticks)) * SECOND) / rate;
}

/**
 * All that this period can be where the timer is first armed for a part of the delay, and then for what is left: the
 * second arm decides on the buckets, and they may be any up to those of the whole delay.
 */
export function dividedPeriods(delay: number, rate: number): number[] {
  const ticks = toTicks(delay, rate);
  const periods: number[] = [];
  for (let bucket = bucketTicks(ticks); bucket >= 1; bucket /= LEVEL_FACTOR)
    periods.push((nextBucket(ticks, bucket) * SECOND) / rate);
  return periods;
}

function bucketTicks(ticks: number): number {
  let bucket = 1;
  for (let level = 0; level < LEVELS && ticks >= LEVEL_REACH * bucket; level++) bucket *= LEVEL_FACTOR;
  return bucket;
}

/** The end of the bucket that `ticks` lies in, counted from the end of another. */
function nextBucket(ticks: number, bucket: number): number {
  return (Math.floor(ticks / bucket) + 1) * bucket;
}

/** Whole ticks; what floating point makes of 10.24 s must not fall into the tick before. */
function toTicks(delay: number, rate: number): number {
  return Math.floor((delay / SECOND) * rate + 1e-6);
}
