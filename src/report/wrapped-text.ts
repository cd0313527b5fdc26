/**
 * Prose as lines that fit a width. Words are never broken; a word longer than the width stands on a line of its own.
 * What comes from outside is made harmless on the way.
 */
import { plainText } from './plain-text.ts';

/** The lines of `text`: the first begins with `lead`, the others with as many spaces. */
export function wrappedText(text: string, lead: string, columns: number): string[] {
  const indent = ' '.repeat(lead.length);
  const lines: string[] = [];
  let line = lead;
  let filled = false;
  for (const word of plainText(text).split(' ')) {
    if (filled && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = indent;
      filled = false;
    }
    line += filled ? ` ${word}` : word;
    filled = true;
  }
  lines.push(line);
  return lines;
}
