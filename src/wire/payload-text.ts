/** Heartbeats in protocols of text: FIX, XMPP, server-sent events. */
import * as C from './payload-class.ts';

const SOH = 0x01;
/** `35=` comes third in a FIX message, `108=` somewhere in a Logon. */
const FIX_HEAD = 64;
const LONGEST_STANZA = 400;
/** Of server-sent events. */
export const LONGEST_COMMENT = 64;

/** FIX 4.2, Heartbeat and Test Request; Logon says the interval, s. */
export function readFix(view: DataView, at: number, captured: number): number {
  if (!isLetters(view, at, captured, FIX)) return C.PLAIN;
  const type = find(view, at, Math.min(captured, FIX_HEAD), MESSAGE_TYPE);
  if (type < 0 || type + 1 >= at + captured || view.getUint8(type + 1) !== SOH) return C.PLAIN;
  const letter = view.getUint8(type);
  if (letter === 0x30 || letter === 0x31) return C.packed(C.beatClass('fix'), 0);
  if (letter !== 0x41) return C.PLAIN;
  let seconds = 0;
  const interval = find(view, at, captured, INTERVAL);
  for (let place = interval; interval > 0 && place < at + captured && place < interval + 5; place++) {
    const digit = view.getUint8(place) - 0x30;
    if (digit < 0 || digit > 9) break;
    seconds = seconds * 10 + digit;
  }
  return C.packed(C.OPENING_FIX, seconds);
}

/** XEP-0199: an iq with a ping; and any result, which may be its answer. */
export function readXmpp(view: DataView, at: number, captured: number, length: number): number {
  if (isLetters(view, at, captured, XML) || isLetters(view, at, captured, STREAM))
    return C.packed(C.OPENING_XMPP, 0);
  if (length > LONGEST_STANZA || !isLetters(view, at, captured, STANZA)) return C.PLAIN;
  if (find(view, at, captured, XMPP_PING) > 0) return C.packed(C.beatClass('xmpp'), 0);
  const isResult = RESULTS.some((letters) => find(view, at, captured, letters) > 0);
  return isResult ? C.packed(C.answerClass('xmpp'), 0) : C.PLAIN;
}

/** A comment line of server-sent events, alone in its segment; in a chunk of its own, or not. */
export function readSse(view: DataView, at: number, captured: number, length: number): number {
  if (length > LONGEST_COMMENT || captured < length || length < 3) return C.PLAIN;
  let begin = at;
  let end = at + length;
  if (view.getUint8(at) !== COLON) {
    // RFC 9112 §7.1: the size of the chunk in hexadecimal digits, and the ends of lines around it.
    const digits = view.getUint8(at + 1) === CR ? 1 : 2;
    if (length < 8 || view.getUint16(at + digits) !== CR_LF || view.getUint16(end - 2) !== CR_LF)
      return C.PLAIN;
    begin = at + digits + 2;
    end -= 2;
    if (view.getUint8(begin) !== COLON) return C.PLAIN;
  }
  return view.getUint8(end - 1) === LF && view.getUint8(end - 2) === LF
    ? C.packed(C.beatClass('sse'), 0)
    : C.PLAIN;
}

/** Whether these letters are the first of `captured` octets. */
export function isLetters(view: DataView, at: number, captured: number, letters: Uint8Array): boolean {
  if (captured < letters.length) return false;
  for (let place = 0; place < letters.length; place++)
    if (view.getUint8(at + place) !== letters[place]) return false;
  return true;
}

export function lettersOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** The octet after these letters among the first `captured`; -1 where they are not. */
function find(view: DataView, at: number, captured: number, letters: Uint8Array): number {
  for (let place = 0; place + letters.length <= captured; place++)
    if (isLetters(view, at + place, captured - place, letters)) return at + place + letters.length;
  return -1;
}

const COLON = 0x3a;
const CR = 0x0d;
const LF = 0x0a;
const CR_LF = 0x0d0a;
const FIX = lettersOf('8=FIX');
const MESSAGE_TYPE = lettersOf('\x0135=');
const INTERVAL = lettersOf('\x01108=');
const XML = lettersOf('<?xml');
const STREAM = lettersOf('<stream:');
const STANZA = lettersOf('<iq');
const XMPP_PING = lettersOf('urn:xmpp:ping');
const RESULTS = ["type='result'", 'type="result"'].map(lettersOf);
