/** Forms of lines that no fixture has: what they must come to follows from tcpdump's source and manual page. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import { analyze, KeepscopeError, type Report } from '../../../src/index.ts';
import { reportOfText, strangeLines } from '../../support/printed.ts';

const TAIL = 'Flags [.], ack 1, win 63, length 0';

/** The times of all frames as seconds since the first. */
async function secondsOf(times: readonly string[]): Promise<number[]> {
  const lines = times.map((time, at) => `${time} IP 10.0.0.${at + 1}.5 > 10.1.0.1.22: ${TAIL}`);
  const { connections } = await reportOfText(lines.join('\n'));
  const moments = connections.map(
    ({ firstAt }) =>
      BigInt(Date.parse(`${firstAt.slice(0, 19)}Z`)) * 1_000_000n + BigInt(firstAt.slice(20, 29)),
  );
  return moments.map((moment) => Number(moment - (moments[0] ?? 0n)) / 1e9);
}

describe('the times of a text', () => {
  const CASES: Record<string, [times: string[], seconds: number[]]> = {
    'a time of day goes on over midnight': [
      ['23:59:59.500000', '00:00:00.500000', '00:00:10.000000'],
      [0, 1, 10.5],
    ],
    'a packet from before midnight may come late': [
      ['23:59:59.900000', '00:00:00.100000', '23:59:59.950000', '00:00:00.200000'],
      [0, 0.2, 0.05, 0.3],
    ],
    'seconds since 1970 have no midnight': [
      ['1614859199.500000', '1614859200.500000'],
      [0, 1],
    ],
    'dates count': [
      ['2021-02-28 23:59:59.000000', '2021-03-01 00:00:01.000000', '2021-03-03 00:00:01.000000'],
      [0, 2, 172_802],
    ],
    'spans from line to line add up': [
      [' 00:00:00.000000', ' 00:00:10.000000', ' 00:00:00.000020', ' 00:00:10.000000', ' 00:00:00.000030'],
      [0, 10, 10.00002, 20.00002, 20.00005],
    ],
    'spans since the first line do not': [
      [' 00:00:00.000000', ' 00:00:10.000000', ' 00:00:10.000020', ' 30:00:00.000000'],
      [0, 10, 10.00002, 108_000],
    ],
    'nanoseconds are kept': [
      ['12:00:00.000000001', '12:00:00.000000003'],
      [0, 0.000000002],
    ],
  };
  for (const [title, [times, seconds]] of Object.entries(CASES)) {
    it(title, async () => assert.deepEqual(await secondsOf(times), seconds));
  }
});

describe('what only looks like a time', () => {
  const SUMMARY = '1.1.1.1 -> 2.2.2.2 TCP 54 5 -> 22 [ACK] Seq=1 Ack=1 Win=1 Len=0';
  for (const [title, time] of Object.entries({
    'a month that no calendar has': '2026-999999999 12:00:00.0',
    'seconds that no number holds': `${'9'.repeat(310)}.0`,
    'seconds of a million years': '99999999999999.000000',
  })) {
    it(`${title}: a frame without a time, and the others have theirs`, async () => {
      const times = [time, '1000000000.5', time, '1000000002.5'];
      const report = await reportOfText(times.map((text, at) => `${at} ${text} ${SUMMARY}`).join('\n'));
      assert.deepEqual(anomalies(report), [['frame-without-time', 2]]);
      const [connection] = report.connections;
      assert.deepEqual([connection?.segments, connection?.durationSeconds], [2, 2]);
    });
  }
});

describe('a line of TCP', () => {
  const FORMS: Record<string, string> = {
    'of a Linux cooked capture': `12:00:00.1 In  IP 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}`,
    'of any interface': `12:00:00.1 eth0  Out IP 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}`,
    'with link headers': `12:00:00.1 02:42:ac:12:00:03 (oui Unknown) > 02:42:ac:12:00:02 (oui Unknown), ethertype IPv4 (0x0800), length 66: 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}`,
    'in a VLAN': `12:00:00.1 vlan 5, p 0, IP 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}`,
    'in PPPoE': `12:00:00.1 PPPoE  [ses 0x1] IP 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}`,
    'in MPLS': `12:00:00.1 MPLS (label 18, exp 0, [S], ttl 254) IP 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}`,
    'in GRE': `12:00:00.1 IP 192.0.2.1 > 192.0.2.2: GREv0, length 84: IP 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}`,
    'of a loopback capture': `12:00:00.1 AF IPv4 (2), length 56: 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}`,
    'of a macOS host': `12:00:00.1 (en0, proc curl:99, svc BE, out) IP 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}`,
    'with a port by name': `12:00:00.1 IP 10.0.0.1.50000 > 10.1.0.1.ssh: ${TAIL}`,
    numbered: `   17  12:00:00.1 IP 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}`,
    'without a time': `IP 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}`,
    'whose payload says ICMP': `12:00:00.1 IP 10.0.0.1.50000 > 10.1.0.1.22: Flags [P.], seq 1:28, ack 1, win 63, length 27: HTTP: GET /ICMP HTTP/1.1`,
    verbose: `12:00:00.1 IP (tos 0x0, ttl 64, id 7, offset 0, flags [DF], proto TCP (6), length 40)\n    10.0.0.1.50000 > 10.1.0.1.22: Flags [.], cksum 0x1234 (incorrect -> 0xabcd), seq 7, ack 1, win 63, length 0`,
  };
  for (const [title, text] of Object.entries(FORMS)) {
    it(title, async () => {
      const report = await reportOfText(`${text}\n`);
      const [connection] = report.connections;
      assert.deepEqual(strangeLines(report), []);
      assert.equal(report.captures[0]?.tcpSegments, 1);
      assert.equal(connection?.originator.address, '10.0.0.1');
      assert.deepEqual([connection?.responder.address, connection?.responder.port], ['10.1.0.1', 22]);
    });
  }

  it('names, masked hosts and services that no table knows stay as they stood, each for itself', async () => {
    const lines = ['a.ssh', 'b.ssh', '*.*.1.ssh', 'a.frobnicate', 'a.twiddle', 'fe80::1%eth0.ssh'].map(
      (end) => `12:00:00.1 IP 10.0.0.1.50000 > ${end}: ${TAIL}`,
    );
    const { connections } = await reportOfText(lines.join('\n'));
    assert.deepEqual(
      connections.map(({ originator, responder }) =>
        [originator, responder].find(({ port }) => port !== 50_000),
      ),
      [
        { address: 'a', port: 22, service: 'ssh' },
        { address: 'b', port: 22, service: 'ssh' },
        { address: '*.*.1', port: 22, service: 'ssh' },
        { address: 'a', port: 0, service: 'frobnicate' },
        { address: 'a', port: 0, service: 'twiddle' },
        { address: 'fe80::1', port: 22, service: 'ssh' },
      ],
    );
  });

  it('is shown where it was cut, and all before it is reported', async () => {
    const whole = `12:00:00.100000 IP 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}`;
    const report = await reportOfText(
      `${whole}\n12:00:01.100000 IP 10.0.0.1.50000 > 10.1.0.1.22: Flags [.], ack 1, wi`,
    );
    assert.deepEqual(anomalies(report), [
      ['line-not-understood', 1],
      ['truncated-packet', 1],
    ]);
    assert.equal(report.connections[0]?.segments, 1);
    assert.equal(report.captures[0]?.strangeLines?.[0]?.line, 2);
  });

  it('of tcpdump -q has no flags: it is counted and shown', async () => {
    const report = await reportOfText('12:00:00.1 IP 10.0.0.1.50000 > 10.1.0.1.22: tcp 0\n');
    assert.deepEqual(anomalies(report), [
      ['line-not-understood', 1],
      ['truncated-packet', 1],
    ]);
  });
});

describe('lines that are no packets', () => {
  it('are counted, and the first ones are kept', async () => {
    const prose = Array.from({ length: 30 }, (_, at) => `Ticket line ${at}`).join('\n');
    const report = await reportOfText(
      `${prose}\n12:00:00.1 IP 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}\nregards\n`,
    );
    assert.deepEqual(anomalies(report), [['line-not-understood', 31]]);
    assert.equal(report.captures[0]?.strangeLines?.length, 10);
    assert.deepEqual(report.captures[0]?.strangeLines?.[0], { line: 1, text: 'Ticket line 0' });
  });

  it('tell how many packets were lost', async () => {
    const report = await reportOfText(
      `12:00:00.1 IP 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}\n17 packets dropped by kernel\n`,
    );
    assert.equal(report.captures[0]?.dropped, 17);
  });

  for (const [title, text] of Object.entries({
    prose: 'Nothing here is a packet.\n'.repeat(400),
    'a log': '2026-11-21 04:00:00.123 INFO started\n'.repeat(400),
    JSON: '{"a": 1}\n',
    'one long line': 'x'.repeat(3_000_000),
    'heads without anything behind': '12:00:00.1\n'.repeat(100),
  })) {
    it(`${title}: no capture, and one clear line says so`, async () => {
      await assert.rejects(reportOfText(text), (error: unknown) => {
        assert.ok(error instanceof KeepscopeError);
        assert.equal(error.code, 'not-a-capture');
        assert.match(error.message, /^standard input is text$/);
        return true;
      });
    });
  }
});

it('a compressed text is read', async () => {
  const text = gzipSync(`12:00:00.1 IP 10.0.0.1.50000 > 10.1.0.1.22: ${TAIL}\n`);
  const { captures } = await reportOfText(text);
  assert.deepEqual([captures[0]?.format, captures[0]?.compression], ['text', 'gzip']);
});

it('threads change nothing', async () => {
  async function* text(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < 50; at++)
      yield Buffer.from(`12:00:${String(at).padStart(2, '0')}.0 IP 10.0.0.${at}.5 > 10.1.0.1.22: ${TAIL}\n`);
  }
  const one = await analyze('-', { stdin: text(), threads: 1 });
  assert.deepEqual(await analyze('-', { stdin: text(), threads: 3 }), one);
});

function anomalies({ captures }: Report): [string, number][] {
  return (captures[0]?.anomalies ?? [])
    .map(({ code, count }): [string, number] => [code, count])
    .sort(([one], [other]) => one.localeCompare(other));
}
