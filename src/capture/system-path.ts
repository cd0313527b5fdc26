/**
 * Names of files that are no UTF-8. To Linux a name is octets; a string cannot hold all of them. So an octet that is part
 * of no character is a lone surrogate, U+DC80 for 0x80 to U+DCFF for 0xff, as Python has it (PEP 383, os.fsdecode): no
 * name that is UTF-8 has one, and the octets can be had again.
 */

const LONE = 0xdc00;
const ESCAPED = /[\udc80-\udcff]/u;

/** The name that these octets are, as a string. */
export function pathOfOctets(octets: Uint8Array): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true });
  const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
  const plain = text.decode(octets);
  if (!plain.includes('\ufffd')) return plain;
  let path = '';
  for (let at = 0; at < octets.length; ) {
    const length = [1, 2, 3, 4].find((octetCount) => decodes(strict, octets.subarray(at, at + octetCount)));
    path +=
      length === undefined
        ? String.fromCharCode(LONE + (octets[at] ?? 0))
        : text.decode(octets.subarray(at, at + length));
    at += length ?? 1;
  }
  return path;
}

/** What the functions of node:fs take for this path: a string, unless its name is no UTF-8. */
export function systemPath(path: string): string | Buffer {
  if (!ESCAPED.test(path)) return path;
  const parts = [...path].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    return ESCAPED.test(character) ? Buffer.of(code - LONE) : Buffer.from(character);
  });
  return Buffer.concat(parts);
}

function decodes(strict: InstanceType<typeof TextDecoder>, octets: Uint8Array): boolean {
  try {
    return [...strict.decode(octets)].length === 1;
  } catch {
    return false;
  }
}
