/**
 * The octets that heartbeats and their answers begin with, as data, and how long such a payload is. What needs arithmetic
 * is in payload-readers.ts.
 */
import { answerClass, type BeatProtocol, beatClass } from './payload-class.ts';

/** Longer payloads are data, but for what begins as HTTP/1 does. */
export const LONGEST_SIGN = 512;

export interface Signature {
  payloadClass: number;
  /** The payload's length, whatever was captured of it. */
  least: number;
  most: number;
  /** Its first octets; so many have to be captured. */
  values: Uint8Array;
}

/** Octets, and the lengths of a payload that begins with them; those of the octets themselves unless given. */
type Shape = readonly [octets: string, least?: number, most?: number];

/** By first octet; null: nothing begins so. */
export const SIGNATURES: readonly (readonly Signature[] | null)[] = byFirstOctet([
  // MQTT 3.1.1 §3.12, §3.13: PINGREQ, PINGRESP.
  ...pair('mqtt', ['c000'], ['d000']),
  // AMQP 0-9-1 §4.2.7: both sides send, nobody answers.
  beat('amqp-0-9-1', ['08000000000000ce']),
  // AMQP 1.0 §2.4.5: an empty frame.
  beat('amqp-1.0', ['0000000802000000']),
  // IEC 60870-5-104 §5.2: TESTFR act and con.
  ...pair('iec-104', ['680443000000'], ['680483000000']),
  // RFC 4271 §4.4.
  beat('bgp', [`${'ff'.repeat(16)}001304`]),
  // STOMP 1.2, heart-beating: an end of line.
  beat('stomp', ['0a']),
  // RFC 6120 §4.6.1: whitespace keepalive.
  beat('xmpp', ['20']),
  ...pair('redis', [text('*1\r\n$4\r\nPING\r\n')], [text('+PONG\r\n')]),
  // Lower case; and the answer to a subscriber.
  ...pair('redis', [text('*1\r\n$4\r\nping\r\n')], [text('*2\r\n$4\r\npong\r\n$0\r\n\r\n')]),
  // What a replica tells its master of itself; the master's own PING to it is not answered.
  beat('redis-replication', [text('*3\r\n$8\r\nREPLCONF\r\n$3\r\nACK\r\n'), 33, 80]),
  // Redis takes it too, and answers +PONG.
  ...pair('nats', [text('PING\r\n')], [text('PONG\r\n')]),
  // RFC 5626 §4.4.1: double CRLF, and one.
  ...pair('sip', ['0d0a0d0a'], ['0d0a']),
  // ClientCnxn: xid -2, operation 11.
  ...pair('zookeeper', ['00000008fffffffe0000000b'], ['00000010fffffffe', 20, 20]),
  // SMPP 3.4 §4.11: enquire_link.
  ...pair('smpp', ['000000100000001500000000', 16, 16], ['0000001080000015', 16, 16]),
  // COM_PING; an OK packet.
  ...pair('mysql', ['010000000e'], ['07000001000000', 11, 11]),
  // Erlang distribution, net_ticktime.
  beat('erlang', ['00000000']),
  // RFC 2326 §10.1, §10.8.
  ...pair('rtsp', [text('OPTIONS rtsp'), 20, LONGEST_SIGN], [text('RTSP/1.0 200'), 20, LONGEST_SIGN]),
  beat('rtsp', [text('GET_PARAMETER rtsp'), 20, LONGEST_SIGN]),
  // Primary keepalive message, standby status update.
  beat('postgresql-replication', ['64000000166b', 23, 23]),
  beat('postgresql-replication', ['640000002672', 39, 39]),
  // RFC 1002 §4.3.7.
  beat('netbios', ['85000000']),
  // OpenFlow 1.0 to 1.5: ECHO.
  ...[1, 2, 3, 4, 5, 6].flatMap((version) =>
    pair('openflow', [`0${version}020008`, 8, 8], [`0${version}030008`, 8, 8]),
  ),
]);

function beat(protocol: BeatProtocol, shape: Shape): Signature {
  return signature(beatClass(protocol), shape);
}

function pair(protocol: BeatProtocol, shape: Shape, answer: Shape): Signature[] {
  return [beat(protocol, shape), signature(answerClass(protocol), answer)];
}

function signature(
  payloadClass: number,
  [octets, least = octets.length / 2, most = least]: Shape,
): Signature {
  const values = Uint8Array.from(octets.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  return { payloadClass, least, most, values };
}

/** Characters as hexadecimal digits. */
function text(characters: string): string {
  return Array.from(characters, (one) => one.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

function byFirstOctet(signatures: readonly Signature[]): (readonly Signature[] | null)[] {
  return Array.from({ length: 256 }, (_, octet) => {
    const those = signatures.filter(({ values }) => values[0] === octet);
    return those.length === 0 ? null : those;
  });
}

/** The longest payload that has a signature with this first octet; 0: nothing begins so. */
export function longestSigned(octet: number): number {
  return Math.max(0, ...(SIGNATURES[octet] ?? []).map(({ most }) => most));
}
