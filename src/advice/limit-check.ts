/** Whether settings keep a connection open through something that forgets what was idle for too long. */
import type { Expiry } from '../diagnosis/middleboxes.ts';
import { type KeepaliveSettings, type RateTiming, rateTiming, type TickRates } from './timing.ts';

/**
 * `safe`: on every kernel, also where one probe is lost. `fragile`: on every kernel, unless a probe is lost. `marginal`:
 * in time by the settings, but timers are late. `too-slow`: not even by the settings. `not-counted`: it ends TCP
 * connections itself, and probes are nothing to it.
 */
export type LimitVerdict = 'safe' | 'fragile' | 'marginal' | 'too-slow' | 'not-counted';

/** Durations in seconds; a margin below or at 0 is a connection lost. */
export interface LimitCheck {
  limit: number;
  verdict: LimitVerdict;
  /** What is left on the kernel that is latest: with every probe arriving, and with one lost. */
  margin: number;
  marginAfterLoss: number;
  /** Kernels on which a probe may be too late, and on which it is if one was lost. */
  lateRates: readonly number[];
  lateRatesAfterLoss: readonly number[];
}

/** `expiry`: what the product does, where it is known. */
export function checkLimit(
  settings: KeepaliveSettings,
  limit: number,
  rates: TickRates,
  expiry: Expiry | null = null,
): LimitCheck {
  const timings = rates.map((rate) => rateTiming(settings, rate));
  const lateRates = ratesNotBefore(limit, timings, 'firstProbe');
  const lateRatesAfterLoss = ratesNotBefore(limit, timings, 'secondProbe');
  return {
    limit,
    verdict:
      expiry === 'close'
        ? 'not-counted'
        : Math.max(settings.idle, settings.interval) >= limit
          ? 'too-slow'
          : lateRates.length > 0
            ? 'marginal'
            : lateRatesAfterLoss.length > 0
              ? 'fragile'
              : 'safe',
    margin: limit - Math.max(...timings.map(({ firstProbe }) => firstProbe)),
    marginAfterLoss: limit - Math.max(...timings.map(({ secondProbe }) => secondProbe)),
    lateRates,
    lateRatesAfterLoss,
  };
}

function ratesNotBefore(
  limit: number,
  timings: readonly RateTiming[],
  which: 'firstProbe' | 'secondProbe',
): number[] {
  return timings.filter((timing) => timing[which] >= limit).map(({ rate }) => rate);
}
