/**
 * What heartbeat/ and tracking/ need of a payload, condensed into one number (payload-class.ts). Runs for every segment
 * with data, so a look at the first octet decides for most; nothing is allocated or thrown, and no octet at or after `end` is read.
 */
import { LONGEST_FAREWELL_OF_TLS } from './farewell-length.ts';
import { PLAIN, packed, REQUEST, TLS_DATA } from './payload-class.ts';
import { readHttp } from './payload-http.ts';
import { longestRead, READERS } from './payload-readers.ts';
import { isRequest, isRequestBeginning } from './payload-requests.ts';
import { LONGEST_SIGN, longestSigned, SIGNATURES, type Signature } from './payload-signatures.ts';

/** `HTTP` and the first octet of a TLS record of application data with its major version (RFC 8446 §5.1). */
const HTTP = 0x4854_5450;
const TLS_APPLICATION_DATA = 0x1703;
/** Whatever its length. */
const ANY_LENGTH = 0xffff_ffff;

/** By first octet: the longest payload that begins so and says anything, if its fourth octet is not 0; 0: there is none. */
export const LONGEST_KNOWN: Uint32Array = Uint32Array.from({ length: 256 }, (_, octet) =>
  octet === TLS_APPLICATION_DATA >>> 8 || isRequestBeginning(octet) ? ANY_LENGTH : longestSign(octet),
);

/**
 * By first octet: the longest payload with a class from TOLD on, or that may be a farewell; 0: none begins so. Of any length,
 * only `HTTP` has one.
 */
export const LONGEST_TOLD: Uint32Array = Uint32Array.from({ length: 256 }, (_, octet) => {
  if (octet === TLS_APPLICATION_DATA >>> 8) return LONGEST_FAREWELL_OF_TLS;
  return octet === HTTP >>> 24 ? ANY_LENGTH : longestSign(octet);
});

function longestSign(octet: number): number {
  return Math.max(longestSigned(octet), longestRead(octet));
}

/**
 * The class and detail of the payload that begins at `at` and is `length` octets long, of which [at, end) are captured.
 */
export function condense(view: DataView, at: number, end: number, length: number): number {
  const captured = end - at;
  if (captured < 4) return captured <= 0 ? PLAIN : condenseFew(view, at, captured, length);
  const word = view.getInt32(at);
  // All that is known by other octets than the first has 0 for its fourth.
  if ((word & 0xff) !== 0 && length > (LONGEST_KNOWN[word >>> 24] ?? 0)) return mixed(word);
  return condenseKnown(view, at, end, length, word);
}

function condenseKnown(view: DataView, at: number, end: number, length: number, word: number): number {
  const captured = end - at;
  if (word === HTTP) return readHttp(view, at, end);
  if (word >>> 16 === TLS_APPLICATION_DATA) return packed(TLS_DATA, mixed(word));
  if (length <= LONGEST_SIGN) {
    const sign = readSign(view, at, captured, length);
    if (sign !== PLAIN) return sign;
  }
  return packed(isRequest(view, at, captured, length) ? REQUEST : PLAIN, mixed(word));
}

/** One to three octets. */
function condenseFew(view: DataView, at: number, captured: number, length: number): number {
  const sign = length > LONGEST_SIGN ? PLAIN : readSign(view, at, captured, length);
  if (sign !== PLAIN) return sign;
  let word = captured;
  for (let place = 0; place < captured; place++) word = (word << 8) | view.getUint8(at + place);
  return packed(PLAIN, mixed(word));
}

/** The class and detail of a heartbeat, its answer or the beginning of a protocol; PLAIN where it is none. */
function readSign(view: DataView, at: number, captured: number, length: number): number {
  const first = view.getUint8(at);
  const signatures = SIGNATURES[first];
  if (signatures !== null && signatures !== undefined) {
    for (const signature of signatures)
      if (fits(signature, view, at, captured, length)) return packed(signature.payloadClass, 0);
  }
  const reader = READERS[first];
  return reader === null || reader === undefined ? PLAIN : reader(view, at, captured, length);
}

function fits(
  { values, least, most }: Signature,
  view: DataView,
  at: number,
  captured: number,
  length: number,
): boolean {
  if (length < least || length > most || captured < values.length) return false;
  for (let place = 1; place < values.length; place++)
    if (view.getUint8(at + place) !== values[place]) return false;
  return true;
}

/** A hash of four octets in 24 bits; never 0, which says that there were none. */
function mixed(word: number): number {
  const hash = Math.imul(word ^ (word >>> 15), 0x2c1b_3c6d);
  return ((hash ^ (hash >>> 12)) & 0xff_ffff) | 1;
}
