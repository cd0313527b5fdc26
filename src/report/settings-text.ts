/** Keepalive settings as text: short for a table cell, long for the end of a trace. */
import { plainSeconds } from './duration.ts';
import type { Estimate, KeepaliveReport } from './model.ts';
import { grouped } from './quantity.ts';

/** `10/5/3 s`: idle, interval and count; `?` for what the capture cannot show. */
export function shortSettings(keepalive: KeepaliveReport): string {
  const { idleSeconds, intervalSeconds, count } = keepalive;
  return `${shortEstimate(idleSeconds)}/${shortEstimate(intervalSeconds)}/${shortEstimate(count)} s`;
}

/** `idle 10 s (9.984-10.24 s, 12 seen), interval 5 s (3 seen), count 3 (1 seen); Linux, 250 Hz`. */
export function longSettings(keepalive: KeepaliveReport): string {
  const { idleSeconds, intervalSeconds, count } = keepalive;
  const settings = [
    { name: 'idle', value: idleSeconds, unit: ' s' },
    { name: 'interval', value: intervalSeconds, unit: ' s' },
    { name: 'count', value: count, unit: '' },
  ];
  const parts = settings.flatMap(({ name, value, unit }) =>
    value === null ? [] : [`${name} ${longEstimate(value, unit)}`],
  );
  const hidden = settings.filter(({ value }) => value === null).map(({ name }) => name);
  if (hidden.length > 0)
    parts.push(`${hidden.join(', ').replace(/, (?=[^,]*$)/, ' and ')} not shown by this capture`);
  if (keepalive.payloadOctets === 1) parts.push('one-octet probes');
  return keepalive.profile === null ? parts.join(', ') : `${parts.join(', ')}; ${keepalive.profile}`;
}

function shortEstimate(value: Estimate | null): string {
  return value === null ? '?' : plainSeconds(value.estimate);
}

function longEstimate(value: Estimate, unit: string): string {
  const low = plainSeconds(value.low);
  const high = plainSeconds(value.high);
  const range = low === high ? '' : `${low}-${high}${unit}, `;
  return `${plainSeconds(value.estimate)}${unit} (${range}${grouped(value.observations)} seen)`;
}
