/**
 * What settings mean in time: when probes leave and when the prober gives up, with what the kernel's timers are late by
 * (keepalive/timer-wheel.ts). All durations are seconds, counted from the last segment that the prober received.
 */
import { latenessOf, TICK_RATES } from '../keepalive/timer-wheel.ts';
import { SECOND } from '../tracking/time.ts';

/** As the socket options have them: whole seconds, and how many probes in vain are the end. */
export interface KeepaliveSettings {
  idle: number;
  interval: number;
  count: number;
}

/** Kernels that settings are judged for, by their ticks a second. */
export type TickRates = readonly number[];
export { TICK_RATES };

/** The latest that can happen on a kernel of `rate` ticks a second. */
export interface RateTiming {
  rate: number;
  /** The first probe. */
  firstProbe: number;
  /** The second one, where the first was lost. */
  secondProbe: number;
  /** The end, where no probe is answered. */
  giveUp: number;
}

/** Idle time plus count times interval, as it is written everywhere; no timer fires earlier. */
export function nominalDetection({ idle, interval, count }: KeepaliveSettings): number {
  return idle + count * interval;
}

/**
 * After an answered probe the timer runs for the interval first (net/ipv4/tcp_timer.c, tcp_keepalive_timer), so an
 * interval longer than the idle time is what one waits for.
 */
export function rateTiming({ idle, interval, count }: KeepaliveSettings, rate: number): RateTiming {
  const lateInterval = late(interval, rate);
  const firstProbe = Math.max(late(idle, rate), lateInterval);
  return {
    rate,
    firstProbe,
    secondProbe: firstProbe + lateInterval,
    giveUp: firstProbe + count * lateInterval,
  };
}

/** The latest on any of the kernels; `rate` is of the one that gives up last. */
export function latestTiming(settings: KeepaliveSettings, rates: TickRates): RateTiming {
  const timings = rates.map((rate) => rateTiming(settings, rate));
  const most = (part: (timing: RateTiming) => number): number => Math.max(...timings.map(part));
  const giveUp = most((timing) => timing.giveUp);
  return {
    rate: timings.find((timing) => timing.giveUp === giveUp)?.rate ?? 0,
    firstProbe: most(({ firstProbe }) => firstProbe),
    secondProbe: most(({ secondProbe }) => secondProbe),
    giveUp,
  };
}

/** A timer of `delay`, and what it may be late by. */
function late(delay: number, rate: number): number {
  return delay + latenessOf(delay * SECOND, rate) / SECOND;
}
