/**
 * Values as a line of CSV (RFC 4180): cells parted by commas, CRLF at the end, quotes where a cell needs them. A
 * spreadsheet takes text that begins like a formula for one, so such text gets an apostrophe before it; numbers are
 * numbers, negative or not.
 */
import { jsonNumber } from './json-number.ts';
import { plainText } from './plain-text.ts';

/** What a cell holds; null and a number that is none leave it empty. */
export type Cell = string | number | boolean | null;

/** The line of a record. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

/** What makes a spreadsheet calculate, also after blanks and in the wide forms of East Asian scripts. */
const FORMULA = /^[\s']*[=+\-@\t\r＝＋－＠]/;

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? jsonNumber(cell) : '';
  if (typeof cell === 'boolean') return String(cell);
  const text = plainText(FORMULA.test(cell) ? `'${cell}` : cell);
  return /[",\r\n]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
