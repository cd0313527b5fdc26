/** What wire/ says of payloads: octets from the specifications of the protocols, whole, cut, and nearly right. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { condense, LONGEST_TOLD } from '../../src/wire/payload.ts';
import * as C from '../../src/wire/payload-class.ts';
import { hex } from '../support/packets.ts';

const text = (characters: string): Uint8Array => new TextEncoder().encode(characters);
const join = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

function payload(octets: Uint8Array, captured = octets.length): number {
  // Octets around it must not matter.
  const around = join(hex('ff'), octets.subarray(0, captured), hex('00ff00'));
  const condensed = condense(new DataView(around.buffer), 1, 1 + captured, octets.length);
  // express/ does not ask for longer ones.
  if (C.classOf(condensed) >= C.TOLD) assert.ok(octets.length <= (LONGEST_TOLD[octets[0] ?? 0] ?? 0));
  return condensed;
}

const SIGNS: readonly [protocol: C.BeatProtocol, beat: Uint8Array, answer?: Uint8Array][] = [
  ['mqtt', hex('c000'), hex('d000')],
  ['amqp-0-9-1', hex('08 0000 00000000 ce')],
  ['amqp-1.0', hex('00000008 02 00 0000')],
  ['http2', hex('000008 06 00 00000000 0102030405060708'), hex('000008 06 01 00000000 0102030405060708')],
  // WINDOW_UPDATE before it.
  ['http2', hex('000004 08 00 00000000 0000ffff 000008 06 00 00000000 0102030405060708')],
  ['websocket', hex('89 00'), hex('8a 80 01020304')],
  ['websocket', hex('89 84 01020304 aabbccdd'), hex('8a 04 aabbccdd')],
  ['websocket', hex(`89 fd 01020304 ${'aa'.repeat(125)}`)],
  ['engine.io', hex('81 01 32'), hex('81 81 01020304 32')],
  ['iec-104', hex('680443000000'), hex('680483000000')],
  ['bgp', hex(`${'ff'.repeat(16)} 0013 04`)],
  ['stomp', text('\n')],
  ['xmpp', text(' ')],
  [
    'xmpp',
    text("<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>"),
    text("<iq type='result' id='1'/>"),
  ],
  ['redis', text('*1\r\n$4\r\nPING\r\n'), text('+PONG\r\n')],
  ['redis-replication', text('*3\r\n$8\r\nREPLCONF\r\n$3\r\nACK\r\n$3\r\n123\r\n')],
  ['nats', text('PING\r\n'), text('PONG\r\n')],
  ['irc', text('PING :server\r\n'), text('PONG :server\r\n')],
  ['irc', text('PING 123\r\n'), text(':irc.example PONG irc.example :123\r\n')],
  ['sip', text('\r\n\r\n'), text('\r\n')],
  ['zookeeper', hex('00000008 fffffffe 0000000b'), hex('00000010 fffffffe 0000000000000005 00000000')],
  ['smpp', hex('00000010 00000015 00000000 00000007'), hex('00000010 80000015 00000000 00000007')],
  ['mysql', hex('010000 00 0e'), hex('070000 01 00 00 00 0200 0000')],
  ['fix', text('8=FIX.4.2\x019=49\x0135=0\x0149=A\x0156=B\x01')],
  ['fix', text('8=FIX.4.4\x019=55\x0135=1\x0149=A\x0156=B\x01')],
  [
    'diameter',
    hex('01 000014 80 000118 00000000 00000001 00000001'),
    hex('01 000014 00 000118 00000000 00000001 00000001'),
  ],
  ['ldp', hex('0001 000e 0a000001 0000 0201 0004 00000001')],
  ['erlang', hex('00000000')],
  ['sse', text(':\n\n')],
  ['sse', text('3\r\n:\n\n\r\n')],
  ['sse', text('8\r\n: ping\n\n\r\n')],
  ['sse', text('D\r\n: keepalive\n\n\r\n')],
  ['sse', text('C\r\n: keepaliv\n\n\r\n')],
  ['sse', text(': keep-alive\n\n')],
  ['sse', text(`:${'-'.repeat(61)}\n\n`)],
  [
    'rtsp',
    text('OPTIONS rtsp://a/b RTSP/1.0\r\nCSeq: 2\r\n\r\n'),
    text('RTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n'),
  ],
  [
    'smb2',
    hex(`00000044 fe534d42 4000 0100 00000000 0d00 0100 00000000 ${'00'.repeat(48)}`),
    hex(`00000044 fe534d42 4000 0100 00000000 0d00 0100 09000000 ${'00'.repeat(48)}`),
  ],
  ['postgresql-replication', hex(`64 00000016 6b ${'00'.repeat(17)}`)],
  ['netbios', hex('85000000')],
  ['openflow', hex('04 02 0008 00000001'), hex('04 03 0008 00000001')],
];

describe('heartbeats by their octets', () => {
  for (const [protocol, beat, answer] of SIGNS) {
    it(`${protocol}: ${Buffer.from(beat)
      .toString('latin1')
      .replaceAll(/[^ -~]/g, '.')
      .slice(0, 40)}`, () => {
      assert.equal(C.classOf(payload(beat)), C.beatClass(protocol));
      if (answer !== undefined) assert.equal(C.classOf(payload(answer)), C.answerClass(protocol));
    });
  }

  it('one octet more or less is something else, where the length is part of the message', () => {
    for (const digits of [
      'c000',
      '08 0000 00000000 ce',
      '680443000000',
      '00000008 fffffffe 0000000b',
      '8900',
    ]) {
      const octets = hex(digits);
      for (const other of [octets.subarray(0, -1), join(octets, hex('55'))])
        assert.ok(C.classOf(payload(other)) < C.BEATS, digits);
    }
  });

  it('no payload, however cut, reads beyond what was captured, or is taken for more than its beginning', () => {
    for (const [, beat, answer] of SIGNS)
      for (const octets of answer === undefined ? [beat] : [beat, answer])
        for (let captured = 0; captured <= octets.length; captured++) {
          const end = new DataView(octets.buffer, octets.byteOffset, captured);
          assert.doesNotThrow(() => condense(end, 0, captured, octets.length));
        }
  });
});

describe('beginnings of protocols, with the time that they agree on', () => {
  const cases: readonly [name: string, octets: Uint8Array, payloadClass: number, seconds: number][] = [
    ['MQTT 3.1.1', hex('10 0d 0004 4d515454 04 02 003c 0001 61'), C.OPENING_MQTT, 60],
    ['MQTT 3.1', hex('10 0f 0006 4d5149736470 03 02 000a 0001 61'), C.OPENING_MQTT, 10],
    [
      'MQTT with a long remaining length',
      hex(`10 8d01 0004 4d515454 05 02 012c ${'00'.repeat(131)}`),
      C.OPENING_MQTT,
      300,
    ],
    ['AMQP tune-ok', hex('01 0000 0000000c 000a 001f 07ff 00020000 001e ce'), C.OPENING_AMQP, 30],
    ['BGP OPEN', hex(`${'ff'.repeat(16)} 001d 01 04 fde8 00b4 0a000001 00`), C.OPENING_BGP, 180],
    [
      'LDP Initialization',
      hex('0001 0020 0a000001 0000 0200 0016 00000001 0500 000e 0001 000f 00 00 0000 0a000002 0000'),
      C.OPENING_LDP,
      15,
    ],
    ['FIX Logon', text('8=FIX.4.2\x019=61\x0135=A\x0149=A\x0156=B\x0198=0\x01108=30\x01'), C.OPENING_FIX, 30],
    ['SSH', text('SSH-2.0-OpenSSH_9.2\r\n'), C.OPENING_SSH, 0],
    ['STOMP', text('CONNECTED\nversion:1.2\n\n\0'), C.OPENING_STOMP, 0],
    ['WebSocket', text('HTTP/1.1 101 Switching Protocols\r\n\r\n'), C.OPENING_WEBSOCKET, 0],
  ];
  for (const [name, octets, payloadClass, seconds] of cases) {
    it(name, () => assert.equal(payload(octets), C.packed(payloadClass, seconds)));
  }

  it('GOAWAY with ENHANCE_YOUR_CALM, and with another error', () => {
    const goAway = (error: string): number => payload(hex(`000008 07 00 00000000 00000001 ${error}`));
    assert.equal(C.classOf(goAway('0000000b')), C.GOAWAY_TOO_FAST);
    assert.equal(C.classOf(goAway('00000000')), C.PLAIN);
  });
});

describe('HTTP/1 responses', () => {
  const response = (headers: string, version = '1.1'): number =>
    payload(text(`HTTP/${version} 200 OK\r\n${headers}\r\n\r\nbody`));
  const cases: readonly [headers: string, detail: number, version?: string][] = [
    ['Content-Length: 5', 0],
    ['Connection: close', C.HTTP_CLOSE],
    ['connection: Keep-Alive\r\nkeep-alive: timeout=5, max=100', C.HTTP_KEEP_ALIVE | 5],
    ['Keep-Alive: max=1, timeout=15\r\nConnection: Keep-Alive', C.HTTP_KEEP_ALIVE | C.HTTP_LAST | 15],
    ['Date: x', C.HTTP_1_0, '1.0'],
  ];
  for (const [headers, detail, version] of cases) {
    it(`${headers.replaceAll('\r\n', '; ')}${version === undefined ? '' : `, HTTP/${version}`}`, () =>
      assert.equal(response(headers, version), C.packed(C.HTTP_RESPONSE, detail)));
  }

  it('what the body says is not believed', () => {
    const octets = text('HTTP/1.1 200 OK\r\nDate: x\r\n\r\nConnection: close\r\n');
    assert.equal(payload(octets), C.packed(C.HTTP_RESPONSE, 0));
  });
});

describe('requests for data', () => {
  const cases: Record<string, Uint8Array> = {
    HTTP: text('GET / HTTP/1.1\r\n\r\n'),
    'PostgreSQL, SELECT 1': hex('51 0000000d 53454c45435420310a 00'),
    'SQL as text': text('select count(*) from jobs;\n'),
    'MySQL, SELECT 1': hex('090000 00 03 53454c4543542031'),
    'Redis, GET': text('*2\r\n$3\r\nGET\r\n$1\r\na\r\n'),
    'Modbus, a register': hex('0001 0000 0006 01 03 0000 0001'),
    S7: hex('0300001f 02f080 32010000 0001 000e 0000 0401120a10020001000083000000'),
    MongoDB: hex('10000000 01000000 00000000 dd070000'),
    'SQL Server, a procedure': hex('03 01 0010 0000 01 00 ffff 0a00 00000000'),
    'SQL Server, a result': hex('04 01 0010 0033 01 00 ffff 0a00 00000000'),
    'Oracle, data': hex('0010 0000 06 00 0000 0000 0369 00000000'),
    'Oracle, data, a length of four octets': hex(`00000110 06 20 0000 0000 0369 ${'00'.repeat(260)}`),
    'Cassandra, QUERY': hex('04 00 0001 07 00000003 000000'),
    'DNS, a name': hex('001d b1c2 0120 0001 0000 0000 0000 076578616d706c65 036f7267 00 0001 0001'),
    'memcached, get': text('get jobs\r\n'),
    'EtherNet/IP, SendRRData': hex(
      `6f00 0010 01000000 00000000 ${'00'.repeat(12)} ${'11'.repeat(0x10)}`.replace('0010', '1000'),
    ),
    'IEC 104, a measured value': hex('6812 0000 0000 0d01 0300 0100 010000 0000c841 00'),
    'DNP3, a read': hex('0564 0b c4 0a00 0100 2f5e c0c0013c02069d4b'),
    'MQTT, PUBLISH': hex('32 0b 0004 726f6f6d 0001 323137'),
    'AMQP, basic.publish': hex('01 0001 00000009 003c 0028 0000 00 00 00 ce'),
    'AMQP 1.0, transfer': hex('00000010 02 00 0000 00 53 14 c0 03 01 43 00'),
    'Diameter, Credit-Control': hex('01 000014 c0 000110 00000004 00000001 00000001'),
    'HTTP/2, HEADERS': hex('000003 01 05 00000001 828684'),
  };
  for (const [name, octets] of Object.entries(cases))
    it(name, () => assert.equal(C.classOf(payload(octets)), C.REQUEST));
});
