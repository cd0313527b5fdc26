/**
 * Values as JSON that people can read as well: two spaces a level, but an object whose members are all plain stands on
 * one line, and so does a short list of plain values. Numbers have at most nine decimals (a nanosecond) and no exponent;
 * what is no number is null.
 */

/** Plain values up to this length share a line. */
const LINE = 80;

/** The text of `value`; its later lines begin with `indent`. Members that are undefined are left out. */
export function jsonText(value: unknown, indent = ''): string {
  if (typeof value === 'number') return jsonNumber(value);
  if (typeof value === 'string') return jsonString(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return Array.isArray(value) ? jsonArray(value, `${indent}  `) : jsonObject(value, `${indent}  `);
}

/** `value` with at most nine decimals. */
export function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  if (Number.isInteger(value) || Math.abs(value) >= 1e12) return String(value);
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
function jsonObject(value: object, inner: string): string {
  const values: readonly unknown[] = Object.values(value);
  const isFlat = values.every(isPlain);
  const separator = isFlat ? ', ' : `,\n${inner}`;
  let members = '';
  for (const [at, name] of Object.keys(value).entries()) {
    if (values[at] === undefined) continue;
    if (members !== '') members += separator;
    members += `"${name}": ${jsonText(values[at], inner)}`;
  }
  if (members === '') return '{}';
  return isFlat ? `{ ${members} }` : `{${onLines(members, inner)}}`;
}

function jsonArray(values: readonly unknown[], inner: string): string {
  if (values.length === 0) return '[]';
  const members = values.map((value) => jsonText(value, inner));
  if (values.every(isPlain)) {
    const line = `[${members.join(', ')}]`;
    if (line.length <= LINE) return line;
  }
  return `[${onLines(members.join(`,\n${inner}`), inner)}]`;
}

function onLines(members: string, inner: string): string {
  return `\n${inner}${members}\n${inner.slice(2)}`;
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
