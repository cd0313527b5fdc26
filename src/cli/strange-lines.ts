/** Lines of a text trace that were not understood, as messages: they may be packets that are missing in the report. */
import { plainText } from '../report/plain-text.ts';
import { grouped, quantity } from '../report/quantity.ts';

/** Lines shown of one text, and characters of each. */
const MOST_SHOWN = 5;
const LONGEST_SHOWN = 120;

export function* strangeLineMessages(
  path: string,
  lines: readonly { line: number; text: string }[],
  count: number,
): Generator<string> {
  const name = path === '-' ? 'standard input' : plainText(path);
  for (const { line, text } of lines.slice(0, MOST_SHOWN)) {
    const shown = plainText(text.trim());
    const cut = shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}...` : shown;
    yield `${name}, line ${grouped(line)} is not understood: ${cut}`;
  }
  if (count > MOST_SHOWN) yield `${name}: ${quantity(count - MOST_SHOWN, 'more line')} not understood`;
}
