/**
 * The response of HTTP/1 (RFC 9112): what its headers say of the connection's persistence (§9.3), and Keep-Alive with its
 * timeout and max (RFC 2068 §19.7.1.1), which servers still send. Only headers of the captured octets count.
 */
import {
  HTTP_1_0,
  HTTP_CLOSE,
  HTTP_KEEP_ALIVE,
  HTTP_LAST,
  HTTP_RESPONSE,
  HTTP_TIMEOUT,
  OPENING_WEBSOCKET,
  PLAIN,
  packed,
} from './payload-class.ts';

/** Headers are looked for so far; servers write these early. */
const READ_AT_MOST = 1024;
const STATUS = 9;
const LINE_FEED = 0x0a;
const LOWER = 0x20;

/** The payload begins with `HTTP`. */
export function readHttp(view: DataView, at: number, end: number): number {
  if (end - at < STATUS + 3 || view.getUint16(at + 4) !== 0x2f31) return PLAIN;
  if (view.getUint16(at + STATUS) === 0x3130 && view.getUint8(at + STATUS + 2) === 0x31)
    return packed(OPENING_WEBSOCKET, 0);
  let detail = view.getUint8(at + 7) === 0x30 ? HTTP_1_0 : 0;
  const last = Math.min(end, at + READ_AT_MOST);
  let line = lineAfter(view, at, last);
  while (line < last) {
    const first = view.getUint8(line) | LOWER;
    if (first === 0x2d || first === 0x2a) break; // CR or LF: the end of the headers.
    if (first === 0x63 && startsWith(view, line, last, CONNECTION))
      detail |= persistence(view, line + CONNECTION.length, last);
    else if (first === 0x6b && startsWith(view, line, last, KEEP_ALIVE))
      detail |= limits(view, line + KEEP_ALIVE.length, last);
    line = lineAfter(view, line, last);
  }
  return packed(HTTP_RESPONSE, detail);
}

/** Of `Connection: `. */
function persistence(view: DataView, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const octet = view.getUint8(at) | LOWER;
    if (octet === 0x2a) return 0;
    if (octet === 0x63) return startsWith(view, at, end, CLOSE) ? HTTP_CLOSE : 0;
    if (octet === 0x6b) return startsWith(view, at, end, KEEP_ALIVE_VALUE) ? HTTP_KEEP_ALIVE : 0;
  }
  return 0;
}

/** Of `Keep-Alive: timeout=5, max=100`. */
function limits(view: DataView, from: number, end: number): number {
  let detail = HTTP_KEEP_ALIVE;
  for (let at = from; at < end; at++) {
    const octet = view.getUint8(at) | LOWER;
    if (octet === 0x2a) break;
    if (octet === 0x74 && startsWith(view, at, end, TIMEOUT)) {
      const seconds = decimal(view, at + TIMEOUT.length, end);
      detail |= Math.min(seconds, HTTP_TIMEOUT);
      at += TIMEOUT.length;
    } else if (octet === 0x6d && startsWith(view, at, end, MAXIMUM)) {
      if (decimal(view, at + MAXIMUM.length, end) <= 1) detail |= HTTP_LAST;
      at += MAXIMUM.length;
    }
  }
  return detail;
}

function decimal(view: DataView, from: number, end: number): number {
  let value = 0;
  for (let at = from; at < end && at < from + 9; at++) {
    const digit = view.getUint8(at) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return value;
}

/** Where the next line begins; `end` where none does. */
function lineAfter(view: DataView, from: number, end: number): number {
  for (let at = from; at < end; at++) if (view.getUint8(at) === LINE_FEED) return at + 1;
  return end;
}

/** Whether the octets are these letters, in either case. */
function startsWith(view: DataView, at: number, end: number, letters: Uint8Array): boolean {
  if (at + letters.length > end) return false;
  for (let place = 0; place < letters.length; place++)
    if ((view.getUint8(at + place) | LOWER) !== letters[place]) return false;
  return true;
}

const CONNECTION = lettersOf('connection:');
const KEEP_ALIVE = lettersOf('keep-alive:');
const CLOSE = lettersOf('close');
const KEEP_ALIVE_VALUE = lettersOf('keep-alive');
const TIMEOUT = lettersOf('timeout=');
const MAXIMUM = lettersOf('max=');

/** Each with the bit that tells lower case, which the signs between them have as well. */
function lettersOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0) | LOWER);
}
