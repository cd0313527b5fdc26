/**
 * Text from outside (paths, names inside captures) as text that a terminal can do no harm with: one line, no escape
 * sequences, nothing that turns the reading direction or hides characters.
 */

/** Controls, format characters (bidirectional overrides, zero-width ones), lone surrogates, line and paragraph separators. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** `text` with each harmful character replaced by its visible escape, such as `\x1b` or `\u202e`. */
export function plainText(text: string): string {
  return text.replace(HARMFUL, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const digits = code.toString(16);
    if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
  });
}
