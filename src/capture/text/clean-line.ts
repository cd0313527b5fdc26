/** A line as tcpdump printed it, without what terminals, mails and tickets have put around it. */

/** CSI and OSC sequences (ECMA-48 §5.4), and what is left of a colour where ESC was lost. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
const ESCAPES = /\x1b\[[0-9;:?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]/g;
/** Mail quotes and table bars. A lone `>` prompt is one as well. */
const QUOTES = /^(?:[ \t]*[>|](?=[ \t>|]|$))+ ?/;
const ENTITIES: Readonly<Record<string, string>> = { '&gt;': '>', '&lt;': '<', '&amp;': '&', '&nbsp;': ' ' };

export function cleanLine(line: string): string {
  let text = line;
  if (text.includes('\x1b')) text = text.replace(ESCAPES, '');
  if (text.includes('&'))
    text = text.replace(/&(?:gt|lt|amp|nbsp);/g, (entity) => ENTITIES[entity] ?? entity);
  if (text.includes('\u00a0')) text = text.replaceAll('\u00a0', ' ');
  if (QUOTES.test(text)) text = text.replace(QUOTES, '');
  return text.trimEnd();
}
