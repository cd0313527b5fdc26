/**
 * Text as Markdown that shows it and does nothing else, in CommonMark and in what GitHub and GitLab add to it: no
 * formatting, no HTML, no links, nobody mentioned, no issue referred to. What comes from outside (names of files, names
 * of hosts) belongs into a code span, in which neither of them looks for anything.
 */
import { plainText } from './plain-text.ts';

/** A sentence. */
export function markdownText(text: string): string {
  return plainText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*[\]|~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replace(REFERENCE, `$&${NOTHING}`);
}

/** What comes from outside, as it is. */
export function codeSpan(text: string): string {
  const plain = plainText(text);
  const runs = plain.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  // One blank on either side is taken away again, and parts backticks from the fence (CommonMark §6.1).
  const margin = plain === '' || /^[` ]|[` ]$/.test(plain) ? ' ' : '';
  return `${fence}${margin}${plain}${margin}${fence}`;
}

/** A row of a table; cells are Markdown. */
export function tableRow(cells: readonly string[]): string {
  // A bar parts cells even inside a code span; a backslash before it is taken away first (GFM §4.10).
  return `| ${cells.map((cell) => cell.replace(/\\?\|/g, '\\|')).join(' | ')} |`;
}

/** `@name`, `#1`, `!1`, `$1`, `%name`, and what becomes a link by itself: parted by a character without width. */
const REFERENCE = /[@#!$%](?=[\p{L}\p{N}_"])|\bGH-(?=\d)|:(?=\/\/)|\bwww(?=\.)/giu;
const NOTHING = '&#8203;';
