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
  if (Array.isArray(value)) return jsonArray(value, indent);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  if (members.length === 0) return '{}';
  if (members.every(([, member]) => isPlain(member))) {
    return `{ ${members.map(([key, member]) => `${JSON.stringify(key)}: ${jsonText(member)}`).join(', ')} }`;
  }
  const inner = `${indent}  `;
  const lines = members.map(([key, member]) => `${inner}${JSON.stringify(key)}: ${jsonText(member, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** `value` with at most nine decimals. */
export function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  if (Number.isInteger(value) || Math.abs(value) >= 1e12) return JSON.stringify(value);
  return value
    .toFixed(9)
    .replace(/\.?0+$/, '')
    .replace(/^-0$/, '0');
}

/** Escaped beyond what JSON asks for: what a terminal obeys (C1 controls), or what turns or hides text. */
function jsonString(value: string): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) =>
      character.charCodeAt(at).toString(16).padStart(4, '0'),
    )
      .map((digits) => `\\u${digits}`)
      .join(''),
  );
}

function jsonArray(values: readonly unknown[], indent: string): string {
  if (values.length === 0) return '[]';
  if (values.every(isPlain)) {
    const line = `[${values.map((value) => jsonText(value)).join(', ')}]`;
    if (line.length <= LINE) return line;
  }
  const inner = `${indent}  `;
  return `[\n${values.map((value) => inner + jsonText(value, inner)).join(',\n')}\n${indent}]`;
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
