/**
 * Points in time, for --since and --until. Written as an instant (ISO 8601, UTC where no zone is given), as a time of
 * day of the capture, or as an offset from the capture's start. Nanoseconds since 1970 as a bigint; this is never on
 * the hot path.
 */

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;
const TIME_OF_DAY = /^(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?Z?$/i;
const OFFSET = /^\+((?:\d+(?:\.\d+)?(?:ns|us|ms|s|min|m|h|d))+|\d+(?:\.\d+)?)$/;
const OFFSET_PART = /(\d+(?:\.\d+)?)(ns|us|ms|s|min|m|h|d)/g;

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
};
const DAY = 86_400n * 1_000_000_000n;

/** First and last time of a timeline, in nanoseconds since 1970; null where no frame has a time. */
export interface TimeSpan {
  first: bigint;
  last: bigint;
}

/** Nanoseconds since 1970 of an ISO 8601 instant; null where the text is none. */
export function parseInstant(text: string): bigint | null {
  const [, date, minutes = '00:00', seconds = '00', fraction = '', zone = 'Z'] = ISO.exec(text) ?? [];
  if (date === undefined || !isCalendarDate(date)) return null;
  const milliseconds = Date.parse(`${date}T${minutes}:${seconds}${zone.toUpperCase()}`);
  return Number.isNaN(milliseconds) ? null : BigInt(milliseconds) * 1_000_000n + nanoseconds(fraction);
}

/** Whether `text` is one of the three ways to write a point in time. */
export function isPointInTime(text: string): boolean {
  return OFFSET.test(text) || timeOfDay(text) !== null || parseInstant(text) !== null;
}

/** The instant that `text` means on the timeline `span`; null where it means none. */
export function resolveInstant(text: string, span: TimeSpan): bigint | null {
  if (OFFSET.test(text)) return span.first + offset(text);
  const sinceMidnight = timeOfDay(text);
  if (sinceMidnight === null) return parseInstant(text);
  const instant = span.first - modulo(span.first, DAY) + sinceMidnight;
  // A capture that runs over midnight: 00:10 is the second day's where only that lies inside.
  return instant < span.first && instant + DAY <= span.last ? instant + DAY : instant;
}

function timeOfDay(text: string): bigint | null {
  const [, hours, minutes, seconds = '0', fraction = ''] = TIME_OF_DAY.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return BigInt(whole) * 1_000_000_000n + nanoseconds(fraction);
}

function offset(text: string): bigint {
  const parts = [...text.matchAll(OFFSET_PART)];
  const seconds =
    parts.length === 0
      ? Number(text)
      : parts.reduce((sum, [, value, unit = 's']) => sum + Number(value) * (UNIT_SECONDS[unit] ?? 1), 0);
  return BigInt(Math.round(seconds * 1e9));
}

function nanoseconds(fraction: string): bigint {
  return BigInt(fraction.padEnd(9, '0').slice(0, 9));
}

/** Date.parse takes 30 February for 2 March. */
function isCalendarDate(date: string): boolean {
  const milliseconds = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(date);
}

function modulo(value: bigint, divisor: bigint): bigint {
  return ((value % divisor) + divisor) % divisor;
}
