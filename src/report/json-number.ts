/** A number as the text of JSON: at most nine decimals (a nanosecond) and no exponent; `null` for what is no number. */

/**
 * Between these String writes no exponent, and doubles are less than a nanosecond apart: its text is less than half a
 * nanosecond from the value, so that a text of nine decimals at most is the one that toFixed(9) rounds to.
 */
const EXACT_FROM = 1e-6;
const EXACT_BELOW = 2 ** 23;

export function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  const text = String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 1e12) return text;
  const isExact = size >= EXACT_FROM && size < EXACT_BELOW && text.length - text.indexOf('.') <= 10;
  if (isExact) return text;
  return value
    .toFixed(9)
    .replace(/\.?0+$/, '')
    .replace(/^-0$/, '0');
}
