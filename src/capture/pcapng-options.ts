/**
 * The options at the end of a pcapng block (draft-ietf-opsawg-pcapng §3.5): code, length, value padded to 4 octets.
 * Nothing here trusts a length, and nothing is allocated.
 */

/** Lengths that the codes of one kind of block must have, by code; where there is none, any length will do. */
export type OptionLengths = readonly (number | undefined)[];

/** Makes the table of option lengths from pairs of code and length. */
export function optionLengths(...pairs: readonly (readonly [code: number, length: number])[]): OptionLengths {
  const table = new Array<number | undefined>(16).fill(undefined);
  for (const [code, length] of pairs) table[code] = length;
  return table;
}

/** Whether every option lies inside [at, end) and has the length that its code asks for. */
export function areOptionsSound(
  view: DataView,
  at: number,
  end: number,
  littleEndian: boolean,
  lengths: OptionLengths,
): boolean {
  for (let option = at; option < end; ) {
    if (end - option < 4) return false;
    const code = view.getUint16(option, littleEndian);
    if (code === END_OF_OPTIONS) return true;
    const length = view.getUint16(option + 2, littleEndian);
    if (length !== (lengths[code] ?? length)) return false;
    option += 4 + ((length + 3) & ~3);
    if (option > end) return false;
  }
  return true;
}

/** Where the value of the first option `code` begins, if it has exactly `length` octets; else -1. */
export function findOption(
  view: DataView,
  at: number,
  end: number,
  littleEndian: boolean,
  code: number,
  length: number,
): number {
  for (let option = at; end - option >= 4 + length; ) {
    const found = view.getUint16(option, littleEndian);
    if (found === END_OF_OPTIONS) return -1;
    const foundLength = view.getUint16(option + 2, littleEndian);
    if (found === code && foundLength === length) return option + 4;
    option += 4 + ((foundLength + 3) & ~3);
  }
  return -1;
}

const END_OF_OPTIONS = 0;
