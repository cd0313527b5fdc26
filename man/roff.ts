/** Text as roff with the macros of man(7). */

/** A line of text that means what it says: nothing in it is an escape, a request or a hyphen of another kind. */
export function roffText(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('^', '\\(ha');
  return escaped.replaceAll('~', '\\(ti').replaceAll('`', '\\(ga').replace(/^[.]/, '\\&.');
}

/** A section. */
export function section(title: string, lines: readonly string[]): string[] {
  return [`.SH ${title}`, ...lines];
}

/** What is explained, then the explanation; both are roff. */
export function tagged(tag: string, ...explanation: readonly string[]): string[] {
  return ['.TP', tag, ...explanation];
}

/** Paragraphs of text. */
export function paragraphs(...texts: readonly string[]): string[] {
  return texts.flatMap((text, index) => (index === 0 ? [roffText(text)] : ['.PP', roffText(text)]));
}
