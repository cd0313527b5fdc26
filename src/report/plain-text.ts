/**
 * Text from outside (paths, names inside captures) as text that a terminal can do no harm with: one line, no escape
 * sequences, nothing that turns the reading direction or hides characters.
 */

/** Of a name that is no UTF-8, an octet is a surrogate (capture/system-path.ts). */
const LONE_OCTET = { first: 0xdc80, last: 0xdcff, base: 0xdc00 };

/** Controls, format characters (bidirectional overrides, zero-width ones), lone surrogates, line and paragraph separators. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** `text` with each harmful character replaced by its visible escape, such as `\x1b` or `\u202e`. */
export function plainText(text: string): string {
  return text.replace(HARMFUL, (character) => {
    const point = character.codePointAt(0) ?? 0;
    const isOctet = point >= LONE_OCTET.first && point <= LONE_OCTET.last;
    const code = isOctet ? point - LONE_OCTET.base : point;
    const digits = code.toString(16);
    if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
  });
}
