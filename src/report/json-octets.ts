/**
 * Values as JSON that people can read as well: two spaces a level, but an object whose members are all plain stands on
 * one line, and so does a short list of plain values. Numbers are those of json-number.ts.
 *
 * It is written as octets, one after another: a report of many connections has hundreds of megabytes, and strings that are joined from
 * pieces take twice as long, and garbage collection besides (docs/performance.md).
 */
import { jsonNumber } from './json-number.ts';

/** Lists of plain values up to this length share a line. */
const LINE = 80;
/** Octets that there is always room for: a number, a name, what stands around them. */
const SPARE = 512;

/** Billionths of what is below are told from halves, and what they are divided by 1e9 from whole numbers. */
const SURE_BELOW = 2 ** 20;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const POINT = 0x2e;
const ZERO = 0x30;

/** An object or an array. Members that are undefined are left out. */
type Members = Readonly<Record<string, unknown>>;

/** The text of `value`. */
export function jsonText(value: unknown): string {
  const octets = new JsonOctets();
  octets.value(value);
  return new TextDecoder().decode(octets.take());
}

export class JsonOctets {
  #octets = new Uint8Array(4096);
  #length = 0;

  /** How many have been written since they were taken. */
  get length(): number {
    return this.#length;
  }

  /** What has been written since the last time. */
  take(): Uint8Array {
    const taken = this.#octets.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** Our own text, ASCII: it stands as it is. */
  plain(text: string): void {
    this.#makeRoom(text.length);
    this.#put(text);
  }

  /** Writes the value; its later lines are `depth` levels in. */
  value(value: unknown, depth = 0): void {
    if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'string') this.#string(value);
    else if (Array.isArray(value)) this.#array(value, depth + 1);
    else if (hasMembers(value)) this.#object(value, depth + 1);
    else this.plain(JSON.stringify(value) ?? 'null');
  }

  /** The names of members are our own, and need no escape. */
  #object(members: Members, depth: number): void {
    const isFlat = isOfPlain(members);
    let before = '{';
    // Without arrays of names and values: a report has hundreds of thousands of objects.
    for (const name in members) {
      const member = members[name];
      if (member === undefined) continue;
      this.#makeRoom(name.length + 2 * depth);
      this.#put(before);
      if (isFlat) this.#put(' ');
      else this.#newLine(depth);
      this.#put('"');
      this.#put(name);
      this.#put('": ');
      this.value(member, depth);
      before = ',';
    }
    this.#makeRoom(2 * depth);
    if (before === '{') this.#put('{');
    else if (isFlat) this.#put(' ');
    else this.#newLine(depth - 1);
    this.#put('}');
  }

  #array(values: readonly unknown[], depth: number): void {
    if (!values.some(hasMembers)) {
      const from = this.#length;
      this.#line(values);
      if (this.#length - from <= LINE) return;
      this.#length = from;
    }
    let before = '[';
    for (const value of values) {
      this.#makeRoom(2 * depth);
      this.#put(before);
      this.#newLine(depth);
      this.value(value, depth);
      before = ',';
    }
    this.#makeRoom(2 * depth);
    this.#newLine(depth - 1);
    this.#put(']');
  }

  #line(values: readonly unknown[]): void {
    let before = '[';
    for (const value of values) {
      this.plain(before);
      this.value(value);
      before = ', ';
    }
    this.plain(values.length === 0 ? '[]' : ']');
  }

  #string(value: string): void {
    this.#makeRoom(value.length);
    const octets = this.#octets;
    let at = this.#length;
    octets[at++] = QUOTE;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) {
        this.#escaped(value);
        return;
      }
      octets[at++] = code;
    }
    octets[at++] = QUOTE;
    this.#length = at;
  }

  /** Escaped beyond what JSON asks for: what a terminal obeys (C1 controls), or what turns or hides text. */
  #escaped(value: string): void {
    const text = JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
      Array.from({ length: character.length }, (_, at) =>
        character.charCodeAt(at).toString(16).padStart(4, '0'),
      )
        .map((digits) => `\\u${digits}`)
        .join(''),
    );
    const encoded = new TextEncoder().encode(text);
    this.#makeRoom(encoded.length);
    this.#octets.set(encoded, this.#length);
    this.#length += encoded.length;
  }

  #number(value: number): void {
    this.#makeRoom(0);
    // A product is rounded, which keeps order: where it is no half itself, the half is not between it and what it stands for.
    const billionths = value * 1e9;
    const isSure = value > 0 && value < SURE_BELOW && billionths - Math.floor(billionths) !== 0.5;
    if (value >>> 0 === value) this.#digits(value);
    else if (isSure) this.#decimals(Math.round(billionths));
    else this.#put(jsonNumber(value));
  }

  /** Seconds of so many nanoseconds, without the zeros at their end. */
  #decimals(billionths: number): void {
    const seconds = Math.floor(billionths / 1e9);
    this.#digits(seconds);
    let rest = (billionths - seconds * 1e9) >>> 0;
    if (rest === 0) return;
    const octets = this.#octets;
    const point = this.#length;
    octets[point] = POINT;
    for (let at = point + 9; at > point; at--) {
      const tenth = (rest / 10) >>> 0;
      octets[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    let end = point + 10;
    while (octets[end - 1] === ZERO) end--;
    this.#length = end;
  }

  /** Of a Uint32. */
  #digits(value: number): void {
    let count = 1;
    for (let power = 10; power <= value && count < 10; power *= 10) count++;
    const octets = this.#octets;
    let rest = value >>> 0;
    for (let at = this.#length + count - 1; at >= this.#length; at--) {
      const tenth = (rest / 10) >>> 0;
      octets[at] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.#length += count;
  }

  #newLine(depth: number): void {
    const octets = this.#octets;
    octets[this.#length++] = 0x0a;
    for (let blanks = 2 * depth; blanks > 0; blanks--) octets[this.#length++] = 0x20;
  }

  /** There has to be room. */
  #put(text: string): void {
    const octets = this.#octets;
    const from = this.#length;
    for (let index = 0; index < text.length; index++) octets[from + index] = text.charCodeAt(index);
    this.#length = from + text.length;
  }

  /** For `octets` and SPARE more. */
  #makeRoom(octets: number): void {
    const needed = this.#length + octets + SPARE;
    if (needed <= this.#octets.length) return;
    const larger = new Uint8Array(2 * needed);
    larger.set(this.#octets.subarray(0, this.#length));
    this.#octets = larger;
  }
}

function isOfPlain(value: Members): boolean {
  for (const name in value) if (hasMembers(value[name])) return false;
  return true;
}

function hasMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}
