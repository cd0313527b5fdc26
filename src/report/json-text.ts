/**
 * Values as JSON that people can read as well: two spaces a level, but an object whose members are all plain stands on
 * one line, and so does a short list of plain values. Numbers have at most nine decimals (a nanosecond) and no exponent;
 * what is no number is null.
 */

/** Plain values up to this length share a line. */
const LINE = 80;

/** An object or an array. */
type Members = Readonly<Record<string, unknown>>;

/** The text of `value`; its later lines begin with `indent`. Members that are undefined are left out. */
export function jsonText(value: unknown, indent = ''): string {
  if (typeof value === 'number') return jsonNumber(value);
  if (typeof value === 'string') return jsonString(value);
  if (!hasMembers(value)) return JSON.stringify(value) ?? 'null';
  return Array.isArray(value) ? jsonArray(value, `${indent}  `) : jsonObject(value, `${indent}  `);
}

/**
 * Between these String writes no exponent, and doubles are less than a nanosecond apart: its text is less than half a
 * nanosecond from the value, so that a text of nine decimals at most is the one that toFixed(9) rounds to.
 */
const EXACT_FROM = 1e-6;
const EXACT_BELOW = 2 ** 23;

/** `value` with at most nine decimals. */
export function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  const text = String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 1e12) return text;
  const isExact = size >= EXACT_FROM && size < EXACT_BELOW && text.length - text.indexOf('.') <= 10;
  if (isExact) return text;
  return value
    .toFixed(9)
    .replace(/\.?0+$/, '')
    .replace(/^-0$/, '0');
}

/** What stands in quotes as it is: nearly every text. */
const HARMLESS = /^[ !#-[\]-~]*$/;

/** Escaped beyond what JSON asks for: what a terminal obeys (C1 controls), or what turns or hides text. */
function jsonString(value: string): string {
  if (HARMLESS.test(value)) return `"${value}"`;
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) =>
      character.charCodeAt(at).toString(16).padStart(4, '0'),
    )
      .map((digits) => `\\u${digits}`)
      .join(''),
  );
}

/** `inner`: what the lines of its members begin with. Their names are our own, and need no escape. */
function jsonObject(value: Members, inner: string): string {
  const isFlat = isOfPlain(value);
  const first = isFlat ? '{ "' : `{\n${inner}"`;
  const next = isFlat ? ', "' : `,\n${inner}"`;
  let text = '';
  // Without arrays of names and values: a report has hundreds of thousands of objects.
  for (const name in value) {
    const member = value[name];
    if (member !== undefined) text += `${text === '' ? first : next}${name}": ${jsonText(member, inner)}`;
  }
  if (text === '') return '{}';
  return isFlat ? `${text} }` : `${text}\n${inner.slice(2)}}`;
}

function jsonArray(values: readonly unknown[], inner: string): string {
  if (values.length === 0) return '[]';
  const members = values.map((value) => jsonText(value, inner));
  if (!values.some(hasMembers)) {
    const line = `[${members.join(', ')}]`;
    if (line.length <= LINE) return line;
  }
  return `[\n${inner}${members.join(`,\n${inner}`)}\n${inner.slice(2)}]`;
}

function isOfPlain(value: Members): boolean {
  for (const name in value) if (hasMembers(value[name])) return false;
  return true;
}

function hasMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}
