/**
 * Options of a pcapng block to octets (draft-ietf-opsawg-pcapng §3.5): code, length, value padded to 4 octets, and the
 * mark that ends them. They are rare, so each list is made in a piece.
 */

/** An option: its code, and its value as octets or as text, which becomes UTF-8. */
export type EncodableOption = readonly [code: number, value: Uint8Array | string];

/** opt_comment, which any block may have any number of. */
export function commentOptions(comments: readonly string[]): EncodableOption[] {
  return comments.map((comment) => [COMMENT, comment]);
}

const COMMENT = 1;

/** The options one after the other; no octets at all where there are none. `isLast`: the end mark follows. */
export function encodeOptions(
  options: readonly EncodableOption[],
  littleEndian: boolean,
  isLast = true,
): Uint8Array {
  if (options.length === 0) return NOTHING;
  const values = options.map(([code, value]) => ({ code, octets: octetsOf(value) }));
  const length = values.reduce((sum, { octets }) => sum + 4 + padded(octets.length), isLast ? 4 : 0);
  const encoded = new Uint8Array(length);
  const view = new DataView(encoded.buffer);
  let at = 0;
  for (const { code, octets } of values) {
    view.setUint16(at, code, littleEndian);
    view.setUint16(at + 2, octets.length, littleEndian);
    encoded.set(octets, at + 4);
    at += 4 + padded(octets.length);
  }
  return encoded;
}

/** A counter of 64 bits, as the statistics have them. */
export function counterOctets(count: number, littleEndian: boolean): Uint8Array {
  const octets = new Uint8Array(8);
  new DataView(octets.buffer).setBigUint64(0, BigInt(count), littleEndian);
  return octets;
}

const NOTHING = new Uint8Array(0);

/** The length of an option is a 16-bit number. */
const MAX_VALUE_OCTETS = 65_535;

/** Octets with what fills them up to a multiple of 4. */
export function padded(octets: number): number {
  return (octets + 3) & ~3;
}

/** A value that is too long ends early, text at the end of a character. */
function octetsOf(value: Uint8Array | string): Uint8Array {
  const octets = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  if (octets.length <= MAX_VALUE_OCTETS) return octets;
  let end = MAX_VALUE_OCTETS;
  if (typeof value === 'string') while (((octets[end] ?? 0) & 0xc0) === 0x80) end--;
  return octets.subarray(0, end);
}
