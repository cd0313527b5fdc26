/**
 * What the first octets of a payload say, as one number: a class, and a detail that goes with it. The octets themselves
 * stay in wire/ and in the capture; this is all that later rooms know of them.
 *
 * `Segment.payload` is class << 24 | detail (24 bits). Classes from TOLD on are worth telling heartbeat/ of at once;
 * a class from BEATS on is a heartbeat of protocol (class - BEATS) >> 1, an odd one the answer to it.
 */

import { CLOSE_NOTIFY, isFarewellOfTls } from './farewell-length.ts';

/** Nothing that is known; the detail is a hash of the first four octets, 0 where none was captured. */
export const PLAIN = 0;
/** Asks for data or brings some: a heartbeat does neither. HTTP requests, SQL, polls of field devices, published messages. */
export const REQUEST = 1;
/** A TLS record of application data; the detail is the hash of its header. */
export const TLS_DATA = 2;

export const TOLD = 8;
/** The response of HTTP/1; the detail is the timeout of its Keep-Alive header (s, 0 = none) and the HTTP_ bits. */
export const HTTP_RESPONSE = 8;
/** The beginning of a protocol. The detail is the time that the message agrees on, s; 0 = none. */
export const OPENING = 9;
export const OPENING_MQTT = 9;
export const OPENING_AMQP = 10;
export const OPENING_BGP = 11;
export const OPENING_FIX = 12;
export const OPENING_STOMP = 13;
export const OPENING_XMPP = 14;
export const OPENING_WEBSOCKET = 15;
export const OPENING_SSH = 16;
export const OPENING_LDP = 17;
export const OPENING_LAST = 17;
/** HTTP/2 GOAWAY with ENHANCE_YOUR_CALM (RFC 9113 §7): too many PINGs, as gRPC servers say it. */
export const GOAWAY_TOO_FAST = 18;
/**
 * For tracking/ (farewell.ts), and of no interest to heartbeat/: a TLS record with an alert, and nothing else (RFC 5246
 * §7.2.1); 421 of SMTP and FTP (RFC 5321 §3.8).
 */
export const FAREWELL = 19;
export const BEATS = 32;

/** Bits of HTTP_RESPONSE above its timeout: `Connection: close`, `Connection: keep-alive`, HTTP/1.0, the last of `max`. */
export const HTTP_CLOSE = 0x1_0000;
export const HTTP_KEEP_ALIVE = 0x2_0000;
export const HTTP_1_0 = 0x4_0000;
export const HTTP_LAST = 0x8_0000;
export const HTTP_TIMEOUT = 0xffff;

/** The protocols whose heartbeats are known by their octets. Their places are the numbers of the classes. */
export const BEAT_PROTOCOLS = [
  'mqtt',
  'amqp-0-9-1',
  'amqp-1.0',
  'http2',
  'websocket',
  'engine.io',
  'iec-104',
  'bgp',
  'stomp',
  'xmpp',
  'redis',
  'nats',
  'irc',
  'sip',
  'zookeeper',
  'smpp',
  'mysql',
  'fix',
  'diameter',
  'ldp',
  'erlang',
  'sse',
  'rtsp',
  'smb2',
  'postgresql-replication',
  'netbios',
  'openflow',
  'redis-replication',
] as const;

export type BeatProtocol = (typeof BEAT_PROTOCOLS)[number];

/** The class of a protocol's heartbeat; the one of the answer is one more. */
export function beatClass(protocol: BeatProtocol): number {
  return BEATS + 2 * BEAT_PROTOCOLS.indexOf(protocol);
}

export function answerClass(protocol: BeatProtocol): number {
  return beatClass(protocol) + 1;
}

/** Whether a payload of so many octets is what is said before a close, or looks like it: that of TLS 1.3 is encrypted. */
export function isFarewell(payload: number, length: number): boolean {
  const payloadClass = classOf(payload);
  return payloadClass === FAREWELL || (payloadClass === TLS_DATA && isFarewellOfTls(length));
}

/** The same of what ends a session alone, whichever side closes first. */
export function isCloseNotice(payload: number, length: number): boolean {
  const payloadClass = classOf(payload);
  return payloadClass === FAREWELL || (payloadClass === TLS_DATA && length === CLOSE_NOTIFY);
}

/** Class and detail as one Int32. */
export function packed(payloadClass: number, detail: number): number {
  return (payloadClass << 24) | detail;
}

export function classOf(payload: number): number {
  return payload >>> 24;
}

export function detailOf(payload: number): number {
  return payload & 0xff_ffff;
}
