/** Keepalive settings as text: short for a table cell, long for the end of a trace. */
import { plainSeconds } from './duration.ts';
import type { Estimate, KeepaliveReport } from './model.ts';
import { grouped } from './quantity.ts';

/** `10/5/3 s`: idle, interval and count; `?` for what the capture cannot show. */
export function shortSettings(keepalive: KeepaliveReport): string {
  const { idleSeconds, intervalSeconds, count } = keepalive;
  return `${shortEstimate(idleSeconds)}/${shortEstimate(intervalSeconds)}/${shortEstimate(count)} s`;
}

/** `idle 10 s (9.984-10.24 s, 12 seen), interval 5 s (3 seen), count 3; Linux, 250 Hz`. */
export function longSettings(keepalive: KeepaliveReport): string {
  const parts = [
    longEstimate('idle', keepalive.idleSeconds, ' s'),
    longEstimate('interval', keepalive.intervalSeconds, ' s'),
    longEstimate('count', keepalive.count, ''),
  ];
  if (keepalive.payloadOctets === 1) parts.push('one-octet probes');
  return keepalive.profile === null ? parts.join(', ') : `${parts.join(', ')}; ${keepalive.profile}`;
}

function shortEstimate(value: Estimate | null): string {
  return value === null ? '?' : plainSeconds(value.estimate);
}

function longEstimate(name: string, value: Estimate | null, unit: string): string {
  if (value === null) return `${name} not shown by this capture`;
  const low = plainSeconds(value.low);
  const high = plainSeconds(value.high);
  const range = low === high ? '' : `${low}-${high}${unit}, `;
  return `${name} ${plainSeconds(value.estimate)}${unit} (${range}${grouped(value.observations)} seen)`;
}
