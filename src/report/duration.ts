/**
 * Seconds as text for people. Two grades: one tells 10.240 s from 10.000 s, as a reader of timers must; the other is
 * for lengths at a glance. Units are ASCII: ns, us, ms, s, min, h, d.
 */

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** A duration to the millisecond, or to three digits below a second: `40 us`, `12.3 ms`, `10.240 s`. */
export function preciseDuration(seconds: number): string {
  if (seconds < 0) return `-${preciseDuration(-seconds)}`;
  if (seconds < 0.9995) return belowOneSecond(seconds);
  return seconds < 100_000 ? `${seconds.toFixed(3)} s` : roughDuration(seconds);
}

/** A duration at a glance: `40 us`, `15.4 s`, `2 min 39 s`, `3 h 20 min`, `2 d 4 h`. */
export function roughDuration(seconds: number): string {
  if (seconds < 0) return `-${roughDuration(-seconds)}`;
  if (seconds < 0.9995) return belowOneSecond(seconds);
  if (seconds < 59.95) return `${threeDigits(seconds)} s`;
  if (seconds < HOUR - 0.5) return twoUnits(Math.round(seconds), MINUTE, 'min', 's');
  if (seconds < DAY - 30) return twoUnits(Math.round(seconds / MINUTE), 60, 'h', 'min');
  return twoUnits(Math.round(seconds / HOUR), 24, 'd', 'h');
}

/** A duration to the second, rounded up, in all its units: `2 h 11 min 15 s`. */
export function fullDuration(seconds: number): string {
  // What floating point adds to a whole number is no second.
  const whole = Math.ceil(Number(seconds.toFixed(6)));
  const parts = [
    [Math.floor(whole / HOUR), 'h'],
    [Math.floor((whole % HOUR) / MINUTE), 'min'],
    [whole % MINUTE, 's'],
  ] as const;
  return parts.flatMap(([value, unit]) => (value === 0 ? [] : [`${value} ${unit}`])).join(' ') || '0 s';
}

/** A number of seconds as a person would type it: `10`, `0.5`, `9.984`. */
export function plainSeconds(seconds: number): string {
  return String(Number(seconds.toFixed(3)));
}

function belowOneSecond(seconds: number): string {
  if (seconds === 0) return '0 s';
  if (seconds < 0.9995e-6) return `${Math.round(seconds * 1e9)} ns`;
  if (seconds < 0.9995e-3) return `${threeDigits(seconds * 1e6)} us`;
  return `${threeDigits(seconds * 1e3)} ms`;
}

function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function twoUnits(value: number, ratio: number, large: string, small: string): string {
  const rest = value % ratio;
  const whole = `${Math.floor(value / ratio)} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}
