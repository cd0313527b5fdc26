/**
 * Heartbeats and beginnings of protocols that an octet pattern alone does not tell: each reader gets a payload by its
 * first octet and says its class and detail, or PLAIN. It reads captured octets only.
 */
import * as C from './payload-class.ts';
import { readHttp2 } from './payload-http2.ts';
import { LONGEST_SIGN } from './payload-signatures.ts';
import { isLetters, LONGEST_COMMENT, lettersOf, readFix, readSse, readXmpp } from './payload-text.ts';

/** `at`: the payload's first octet; `captured` of its `length` octets can be read. */
export type PayloadReader = (view: DataView, at: number, captured: number, length: number) => number;

const BINARY: Readonly<Record<number, PayloadReader>> = {
  0: readZero,
  1: readOne,
  16: readMqttConnect,
  21: readAlert,
  129: readEngineIo,
  137: readWebSocket,
  138: readWebSocket,
  255: readBgpOpen,
};

const TEXT: Readonly<Record<string, PayloadReader>> = {
  '4': either(readServiceClosing, readSse),
  '8': either(readFix, readSse),
  '<': readXmpp,
  ':': readColon,
  P: readPing,
  S: readS,
  C: either(readConnect, readSse),
};

const TLS_HEADER = 5;
/** `21` behind the `4`, and what follows a reply code (RFC 5321 §4.2). */
const TWENTY_ONE = 0x3231;
const SPACE = 0x20;
const HYPHEN = 0x2d;

/** By first octet. */
export const READERS: readonly (PayloadReader | null)[] = Array.from({ length: 256 }, (_, octet) =>
  readerOf(octet),
);

/** The longest payload that the reader of this first octet knows anything of; 0: it has none. */
export function longestRead(octet: number): number {
  switch (READERS[octet] ?? null) {
    case null:
      return 0;
    case readSse:
      return LONGEST_COMMENT;
    case readWebSocket:
      return 2 + LONGEST_CONTROL_FRAME + 4;
    default:
      return LONGEST_SIGN;
  }
}

function readerOf(octet: number): PayloadReader | null {
  const letter = String.fromCharCode(octet);
  return BINARY[octet] ?? TEXT[letter] ?? (/[0-9a-fA-F]/.test(letter) ? readSse : null);
}

/** One TLS record, an alert, sealed or not. Of those that may come in mid-session, hardly any is in use (RFC 5246 §7.2). */
function readAlert(view: DataView, at: number, captured: number, length: number): number {
  if (captured < TLS_HEADER || view.getUint8(at + 1) !== 3) return C.PLAIN;
  return view.getUint16(at + 3) === length - TLS_HEADER ? C.packed(C.FAREWELL, 0) : C.PLAIN;
}

function readServiceClosing(view: DataView, at: number, captured: number): number {
  if (captured < 4 || view.getUint16(at + 1) !== TWENTY_ONE) return C.PLAIN;
  const next = view.getUint8(at + 3);
  return next === SPACE || next === HYPHEN ? C.packed(C.FAREWELL, 0) : C.PLAIN;
}

function either(first: PayloadReader, second: PayloadReader): PayloadReader {
  return (...payload) => {
    const sign = first(...payload);
    return sign === C.PLAIN ? second(...payload) : sign;
  };
}

/** HTTP/2, LDP, SMB2: a length or a version comes first. */
function readZero(view: DataView, at: number, captured: number, length: number): number {
  if (captured < 9) return C.PLAIN;
  if (view.getUint16(at) === 1 && captured >= 12) {
    const sign = readLdp(view, at, captured, length);
    if (sign !== C.PLAIN) return sign;
  }
  // MS-SMB2 §2.2.28, §2.2.1: ECHO; the flag SMB2_FLAGS_SERVER_TO_REDIR makes it the answer.
  if (length === 72 && captured >= 24 && view.getUint32(at + 4) === 0xfe53_4d42) {
    if (view.getUint16(at + 16) !== 0x0d00) return C.PLAIN;
    return C.packed(view.getUint8(at + 20) & 1 ? C.answerClass('smb2') : C.beatClass('smb2'), 0);
  }
  return readHttp2(view, at, captured);
}

/** RFC 5036 §3.1: a PDU of version 1 that begins with a message: KeepAlive, or Initialization with the KeepAlive time, s. */
function readLdp(view: DataView, at: number, captured: number, length: number): number {
  const message = view.getUint16(at + 10);
  if (message === 0x0201 && length === 18 && view.getUint16(at + 2) === 14)
    return C.packed(C.beatClass('ldp'), 0);
  // §3.5.3: Common Session Parameters come first.
  if (message === 0x0200 && captured >= 26 && view.getUint16(at + 18) === 0x0500)
    return C.packed(C.OPENING_LDP, view.getUint16(at + 24));
  return C.PLAIN;
}

/** AMQP 0-9-1 methods, and Diameter. */
function readOne(view: DataView, at: number, captured: number, length: number): number {
  // AMQP 0-9-1 §1.4.2.6: connection.tune-ok, whose last field is the heartbeat.
  if (captured >= 19 && view.getUint32(at + 7) === 0x000a_001f)
    return C.packed(C.OPENING_AMQP, view.getUint16(at + 17));
  // RFC 6733 §3, RFC 3539: Device-Watchdog, and its R bit.
  if (
    captured < 8 ||
    (view.getUint32(at) & 0xff_ffff) !== length ||
    (view.getUint32(at + 4) & 0xff_ffff) !== 280
  )
    return C.PLAIN;
  return C.packed(view.getUint8(at + 4) & 0x80 ? C.beatClass('diameter') : C.answerClass('diameter'), 0);
}

/** MQTT 3.1.1 §3.1.2, MQTT 3.1: the keep alive, s. */
function readMqttConnect(view: DataView, at: number, captured: number): number {
  let name = at + 2;
  // The remaining length has one to four octets.
  while (name < at + 5 && name < at + captured && view.getUint8(name - 1) & 0x80) name++;
  const left = at + captured - name;
  if (left >= 10 && view.getUint16(name) === 4 && view.getUint32(name + 2) === 0x4d51_5454)
    return C.packed(C.OPENING_MQTT, view.getUint16(name + 8));
  if (left >= 12 && view.getUint16(name) === 6 && view.getUint32(name + 2) === 0x4d51_4973)
    return C.packed(C.OPENING_MQTT, view.getUint16(name + 10));
  return C.PLAIN;
}

/** RFC 6455 §5.5.2, §5.5.3: one control frame, masked or not. */
function readWebSocket(view: DataView, at: number, captured: number, length: number): number {
  if (captured < 2) return C.PLAIN;
  const second = view.getUint8(at + 1);
  const octets = second & 0x7f;
  if (octets > LONGEST_CONTROL_FRAME || length !== 2 + octets + (second & 0x80 ? 4 : 0)) return C.PLAIN;
  return C.packed(view.getUint8(at) === 0x89 ? C.beatClass('websocket') : C.answerClass('websocket'), 0);
}

/** Engine.IO over WebSocket: a text frame of one character, `2` (ping) or `3` (pong). */
function readEngineIo(view: DataView, at: number, captured: number, length: number): number {
  let character = 0;
  if (length === 3 && captured === 3 && view.getUint8(at + 1) === 1) character = view.getUint8(at + 2);
  else if (length === 7 && captured === 7 && view.getUint8(at + 1) === 0x81)
    character = view.getUint8(at + 6) ^ view.getUint8(at + 2);
  if (character === 0x32) return C.packed(C.beatClass('engine.io'), 0);
  return character === 0x33 ? C.packed(C.answerClass('engine.io'), 0) : C.PLAIN;
}

/** RFC 4271 §4.2: OPEN, with the hold time, s. */
function readBgpOpen(view: DataView, at: number, captured: number): number {
  if (captured < 24 || view.getUint32(at + 12) !== 0xffff_ffff || view.getUint8(at + 18) !== 1)
    return C.PLAIN;
  return C.packed(C.OPENING_BGP, view.getUint16(at + 22));
}

/** IRC (RFC 2812 §3.7.2) and the preface of HTTP/2. */
function readPing(view: DataView, at: number, captured: number): number {
  if (isLetters(view, at, captured, PING)) return C.packed(C.beatClass('irc'), 0);
  return isLetters(view, at, captured, PONG) ? C.packed(C.answerClass('irc'), 0) : C.PLAIN;
}

/** `:server PONG ...` of IRC, or a comment of server-sent events. */
function readColon(view: DataView, at: number, captured: number, length: number): number {
  const end = at + Math.min(captured, LONGEST_NAME);
  for (let place = at + 1; place < end; place++) {
    if (view.getUint8(place) !== 0x20) continue;
    return isLetters(view, place + 1, at + captured - place - 1, PONG)
      ? C.packed(C.answerClass('irc'), 0)
      : readSse(view, at, captured, length);
  }
  return readSse(view, at, captured, length);
}

function readS(view: DataView, at: number, captured: number): number {
  if (isLetters(view, at, captured, SSH)) return C.packed(C.OPENING_SSH, 0);
  return isLetters(view, at, captured, STOMP) ? C.packed(C.OPENING_STOMP, 0) : C.PLAIN;
}

/** STOMP: CONNECT and CONNECTED are lines of their own; those of HTTP and NATS go on. */
function readConnect(view: DataView, at: number, captured: number): number {
  const isConnect = isLetters(view, at, captured, CONNECT) || isLetters(view, at, captured, CONNECTED);
  return isConnect ? C.packed(C.OPENING_STOMP, 0) : C.PLAIN;
}

/** Without its header. */
const LONGEST_CONTROL_FRAME = 125;
/** A server's name in IRC. */
const LONGEST_NAME = 64;
const PING = lettersOf('PING ');
const PONG = lettersOf('PONG ');
const SSH = lettersOf('SSH-');
const STOMP = lettersOf('STOMP\n');
const CONNECT = lettersOf('CONNECT\n');
const CONNECTED = lettersOf('CONNECTED\n');
