/** Sizes as people write them. */

const SIZE = /^(\d+(?:\.\d+)?)(?:([kmgt])(i?)b?)?$/i;
const POWERS = 'kmgt';

/**
 * The octets that `500k`, `10M`, `1.5GB` or `64MiB` mean: powers of 1,000 as disks have them, of 1,024 with an i. Null
 * where the text is no size, or no number holds it.
 */
export function parseOctets(text: string): number | null {
  const [, digits, letter = '', binary = ''] = SIZE.exec(text.trim()) ?? [];
  if (digits === undefined) return null;
  const power = letter === '' ? 0 : POWERS.indexOf(letter.toLowerCase()) + 1;
  const octets = Math.round(Number(digits) * (binary === '' ? 1000 : 1024) ** power);
  return Number.isSafeInteger(octets) ? octets : null;
}
