/** Settings and what they mean in time, as lines: the part that all kinds of advice have in common. */
import {
  type KeepaliveSettings,
  latestTiming,
  nominalDetection,
  rateTiming,
  type TickRates,
} from '../../advice/timing.ts';
import { fullDuration, plainSeconds } from '../duration.ts';
import type { Paint } from '../paint.ts';
import { alignedRows } from './aligned-rows.ts';

/** Below that a tenth of a second is told. */
const TENTHS_TOLD = 600;
const MINUTE = 60;

/** `idle 150 s, interval 30 s, count 3`. */
export function settingsText({ idle, interval, count }: KeepaliveSettings): string {
  return `idle ${idle} s, interval ${interval} s, count ${count}`;
}

/** What was asked for, as it was: `3.5 s`, `1 min`. */
export function askedText(seconds: number): string {
  const isFull = seconds >= MINUTE && Number.isInteger(seconds);
  return isFull ? fullDuration(seconds) : `${plainSeconds(seconds)} s`;
}

/** A latest moment: `158.2 s`, `2 h 11 min 15 s`; rounded up, so that it is not passed. */
export function latestText(seconds: number): string {
  if (seconds >= TENTHS_TOLD) return fullDuration(seconds);
  return `${Math.ceil(Number((seconds * 10).toFixed(6))) / 10} s`;
}

/** What is left: rounded down. */
export function marginText(seconds: number): string {
  if (seconds >= TENTHS_TOLD) return fullDuration(Math.floor(seconds));
  return `${Math.floor(Number((seconds * 10).toFixed(6))) / 10} s`;
}

/** `250 Hz`, `300 and 1000 Hz`. */
export function ratesText(rates: TickRates): string {
  return `${rates.join(', ').replace(/, (?=[^,]*$)/, ' and ')} Hz`;
}

/** One sentence: when a dead peer is noticed. */
export function detectionText(settings: KeepaliveSettings, rates: TickRates): string {
  const { giveUp, rate } = latestTiming(settings, rates);
  return `A dead peer is noticed ${fullDuration(nominalDetection(settings))} after it was last heard, and at the latest after ${giveUp < MINUTE ? latestText(giveUp) : fullDuration(giveUp)} (${ratesText([rate])}), for timers are late and never early.`;
}

/** A row a kernel: when probes leave at the latest. */
export function timingRows(settings: KeepaliveSettings, rates: TickRates, paint: Paint): string[] {
  const rows = rates.map((rate) => {
    const { firstProbe, secondProbe, giveUp } = rateTiming(settings, rate);
    return [`${rate} Hz`, latestText(firstProbe), latestText(secondProbe), latestText(giveUp)];
  });
  return alignedRows(['kernel', 'first probe', 'if it is lost, the next', 'gives up'], rows, paint);
}
