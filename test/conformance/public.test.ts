/**
 * Captures that others made and published, as far as their README says what they show; everything else is compared with
 * tshark's numbers. They are not part of the repository: where the folder is missing the tests are skipped.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import {
  analyze,
  type ConnectionReport,
  type EventKind,
  type ExchangeReport,
  events,
  type Report,
} from '../../src/index.ts';
import { oracle, tsharkFields } from '../support/oracle.ts';
import { plainProbes } from '../support/plain-probes.ts';

const FOLDER = fileURLToPath(new URL('../../../shared/public/', import.meta.url));
const skip = !existsSync(FOLDER) && 'the published captures are not here';
const withTshark = skip || oracle('tshark').skip;
const names = skip ? [] : readdirSync(FOLDER).filter((name) => /\.pcap(ng)?$/.test(name));

const reports = new Map<string, Promise<Report>>();

function reportOf(name: string): Promise<Report> {
  const report = reports.get(name) ?? analyze(`${FOLDER}${name}`);
  reports.set(name, report);
  return report;
}

describe('keepalive in published captures', { skip }, () => {
  const counts: Record<string, number> = {
    'windows-server-dies.pcapng': 157,
    'both-sides-midstream.pcap': 155,
    'pool-midstream.pcap': 33,
    'both-sides-offset.pcap': 6,
    'ns-three-interfaces.pcapng': 8,
    'loopback-null.pcap': 2,
  };
  for (const [name, count] of Object.entries(counts)) {
    it(`${name}: ${count} probes, the frames that raw sequence numbers give`, {
      skip: withTshark,
    }, async () => {
      const probes = await framesOf(name, 'probe');
      assert.equal(probes.length, count);
      assert.deepEqual(
        probes,
        plainProbes(`${FOLDER}${name}`).map(({ frame }) => frame),
      );
    });
  }

  for (const name of names.filter((name) => !(name in counts))) {
    it(`${name}: no segment is a probe`, async () => assert.equal((await reportOf(name)).summary.probes, 0));
  }
});

describe('windows-server-dies: the server gives up on a silent client', { skip }, () => {
  const name = 'windows-server-dies.pcapng';
  const lastTen = Array.from({ length: 10 }, (_, index) => 301 + index);

  it('147 probes of one octet are acknowledged, the last ten are not', async () => {
    const [connection] = (await reportOf(name)).connections;
    const prober = connection?.keepalive.responder;
    assert.equal(connection?.keepalive.originator, null);
    assert.equal(prober?.payloadOctets, 1);
    assert.equal(prober?.acknowledged, 147);
    assert.equal(prober?.unanswered, 10);
    assert.deepEqual(framesWith(connection.exchanges, 'unanswered'), lastTen);
  });

  it('the unanswered probes are 3.0 s apart', async () => {
    const [connection] = (await reportOf(name)).connections;
    const unanswered = connection?.exchanges.filter(({ outcome }) => outcome === 'unanswered') ?? [];
    for (const seconds of spacings(unanswered)) assert.ok(Math.abs(seconds - 3) < 0.05, `${seconds} s`);
  });

  it('the verdict is peer-dead, proved by the last answer, the ten probes and the reset', async () => {
    const [connection] = (await reportOf(name)).connections;
    assert.equal(connection?.verdict.code, 'peer-dead');
    assert.deepEqual(
      connection.verdict.evidence.map(({ frame }) => frame),
      [300, ...lastTen, 311],
    );
    assert.deepEqual(await framesOf(name, 'reset'), [311]);
  });
});

describe('both-sides-midstream: two probers a connection, from mid-probe to mid-probe', { skip }, () => {
  const name = 'both-sides-midstream.pcap';

  it('6 connections are probed: 107 times by one end, 48 by the other', async () => {
    const connections = probingConnections(await reportOf(name));
    assert.equal(connections.length, 6);
    assert.equal(probesFrom(connections, '192.168.242.15').length, 107);
    assert.equal(probesFrom(connections, '35.174.82.237').length, 48);
  });

  it('every probe is answered but frame 1000, the last, which is pending', async () => {
    const exchanges = probingConnections(await reportOf(name)).flatMap((connection) => connection.exchanges);
    assert.deepEqual(framesWith(exchanges, 'pending'), [1000]);
    assert.equal(framesWith(exchanges, 'acknowledged').length, 154);
  });

  it('the first frame is a probe, and frame 8 answers frame 7', async () => {
    const [connection] = probingConnections(await reportOf(name));
    assert.equal(connection?.midstream, true);
    assert.deepEqual(
      connection.exchanges.slice(0, 3).map(({ frame, answerFrame }) => [frame, answerFrame]),
      [
        [1, 2],
        [5, 6],
        [7, 8],
      ],
    );
  });

  it('each end keeps its own time: 60.07 s and 120.3 s', async () => {
    const connections = probingConnections(await reportOf(name));
    const near = medianSpacing(connections, '192.168.242.15');
    const far = medianSpacing(connections, '35.174.82.237');
    assert.ok(Math.abs(near - 60.07) < 0.02, `${near} s`);
    assert.ok(Math.abs(far - 120.32) < 0.02, `${far} s`);
  });
});

describe('other probers', { skip }, () => {
  it('pool-midstream: 11 open connections with 3 answered probes each, 15.10 s apart', async () => {
    const { connections, summary } = await reportOf('pool-midstream.pcap');
    assert.equal(connections.length, 11);
    assert.equal(summary.acknowledged, 33);
    for (const { exchanges, midstream, verdict } of connections) {
      assert.equal(exchanges.length, 3);
      assert.equal(midstream, true);
      assert.equal(verdict.code, 'alive');
      for (const seconds of spacings(exchanges)) assert.ok(Math.abs(seconds - 15.1) < 0.02, `${seconds} s`);
    }
  });

  it('both-sides-offset: both ends of 2 connections, all answered, then FIN', async () => {
    const report = await reportOf('both-sides-offset.pcap');
    const connections = probingConnections(report);
    assert.equal(connections.length, 2);
    assert.equal(report.summary.acknowledged, 6);
    for (const { keepalive, verdict } of connections) {
      assert.equal(keepalive.originator?.probes, 1);
      assert.equal(keepalive.responder?.probes, 2);
      assert.equal(verdict.code, 'closed');
    }
  });

  it('ns-three-interfaces: 4 probes an end, 10.24 s apart, the second end 10 to 13 ms after its answer', async () => {
    const report = await reportOf('ns-three-interfaces.pcapng');
    const [connection, ...others] = probingConnections(report);
    assert.equal(others.length, 0);
    assert.equal(connection?.keepalive.originator?.acknowledged, 4);
    assert.equal(connection.keepalive.responder?.acknowledged, 4);
    for (const end of ['originator', 'responder'])
      for (const seconds of spacings(connection.exchanges.filter(({ from }) => from === end)))
        assert.ok(Math.abs(seconds - 10.24) < 0.01, `${seconds} s`);
    for (let index = 0; index < 8; index += 2) {
      const [first, second] = connection.exchanges.slice(index);
      const answeredAt = secondsOf(first?.at ?? '') + (first?.rttSeconds ?? 0);
      const wait = secondsOf(second?.at ?? '') - answeredAt;
      assert.ok(wait > 0.0099 && wait < 0.0131, `${wait} s`);
    }
  });

  it('loopback-null: 2 answered probes on a macOS loopback, after 15.04 s each', async () => {
    const report = await reportOf('loopback-null.pcap');
    const [connection] = probingConnections(report);
    assert.deepEqual(report.captures[0]?.linkTypes, ['NULL']);
    assert.equal(connection?.midstream, true);
    assert.deepEqual(
      connection.exchanges.map(({ frame, outcome, answerFrame }) => [frame, outcome, answerFrame]),
      [
        [23, 'acknowledged', 24],
        [47, 'acknowledged', 48],
      ],
    );
  });
});

describe('what looks like keepalive and is not', { skip }, () => {
  it('zero-window: 3 window probes that back off, no keepalive', async () => {
    const name = 'zero-window.pcapng';
    const [connection] = (await reportOf(name)).connections;
    assert.deepEqual(
      connection?.windowProbes.map(({ frame, outcome, answerFrame }) => [frame, outcome, answerFrame]),
      [
        [3, 'acknowledged', 4],
        [5, 'acknowledged', 6],
        [7, 'acknowledged', 8],
      ],
    );
    const [first = 0, second = 0] = spacings(connection.windowProbes);
    assert.ok(Math.abs(first - 6.8) < 0.05 && Math.abs(second - 13.5) < 0.05, `${first} s, ${second} s`);
    assert.deepEqual(await framesOf(name, 'window-probe'), [3, 5, 7]);
    assert.deepEqual(await framesOf(name, 'window-probe-ack'), [4, 6, 8]);
    assert.equal(connection.verdict.code, 'zero-window-stall');
  });

  it('vlan-collisions: the same addresses on three VLAN stacks are 3 connections, and no frame is a copy', async () => {
    const { connections, summary } = await reportOf('vlan-collisions.pcap');
    assert.deepEqual(
      connections.map(({ segments, verdict }) => [segments, verdict.code]),
      [
        [14, 'closed'],
        [14, 'closed'],
        [14, 'closed'],
      ],
    );
    assert.equal(summary.duplicateFrames, 0);
  });
});

describe('what looks like a copy and is not', { skip }, () => {
  it('pppoe-over-qinq: the same packet again after 0.3 s and 0.6 s is a retransmission', async () => {
    // The server sends a packet again as it was, IP identification and all; its retransmission timeout tells.
    const again = [25, 39, 52, 55, 66, 73];
    const retransmissions = await framesOf('pppoe-over-qinq.pcap', 'retransmission');
    assert.deepEqual(
      again.filter((frame) => !retransmissions.includes(frame)),
      [],
    );
  });
});

describe('forms of capture', { skip }, () => {
  for (const name of names) {
    // tshark fails on a damaged file, which has a test of its own.
    const isDamaged = name === 'absurd-record-length.pcap';
    it(`${name}: as many TCP segments as tshark finds`, { skip: withTshark || isDamaged }, async () => {
      const segments = tsharkFields(`${FOLDER}${name}`, ['frame.number'], 'tcp && !icmp && !icmpv6');
      assert.equal((await reportOf(name)).captures[0]?.tcpSegments, segments.length);
    });

    it(`${name}: no time between two frames is negative, or longer than there was time`, async () => {
      const { captures, connections } = await reportOf(name);
      for (const connection of connections) {
        const { id, firstAt, durationSeconds, longestIdleSeconds, longestSilenceSeconds } = connection;
        // What is open is silent until the capture ends.
        const untilEnd = secondsOf(captures[0]?.lastAt ?? '') - secondsOf(firstAt);
        assert.ok(durationSeconds >= 0);
        assert.ok(longestSilenceSeconds >= 0, `connection ${id}`);
        assert.ok(longestSilenceSeconds <= longestIdleSeconds, `connection ${id}`);
        assert.ok(longestIdleSeconds <= untilEnd + 1e-6, `connection ${id}: ${longestIdleSeconds} s`);
        for (const { rttSeconds } of connection.exchanges) assert.ok((rttSeconds ?? 0) >= 0);
      }
    });
  }

  it('modified-magic: all 22 frames behind record headers of 24 octets', async () => {
    const [capture] = (await reportOf('modified-magic.pcap')).captures;
    assert.equal(capture?.format, 'pcap');
    assert.equal(capture.frames, 22);
    assert.equal(capture.complete, true);
  });

  it('be-three-sections: 11 frames over three sections with interfaces of their own', async () => {
    const [capture] = (await reportOf('be-three-sections.pcapng')).captures;
    assert.equal(capture?.frames, 11);
    assert.equal(capture.complete, true);
    assert.deepEqual(capture.linkTypes, ['ETHERNET', 'NULL']);
  });

  it('binary-resolution: units of 2^-8 s', { skip: withTshark }, async () => {
    const [capture] = (await reportOf('binary-resolution.pcapng')).captures;
    const [[time = ''] = []] = tsharkFields(`${FOLDER}binary-resolution.pcapng`, ['frame.time_epoch']);
    assert.equal(Date.parse(capture?.firstAt ?? '') / 1000, Math.trunc(Number(time) * 1000) / 1000);
    assert.ok(capture?.firstAt?.endsWith(`.${time.split('.')[1]}Z`), `${capture?.firstAt}`);
  });

  it('pppoe-over-qinq: 86 segments of one connection', async () => {
    const { captures, connections } = await reportOf('pppoe-over-qinq.pcap');
    assert.equal(captures[0]?.tcpSegments, 86);
    assert.equal(connections.length, 1);
  });

  it('absurd-record-length: the 6 frames before it, and an anomaly', async () => {
    const [capture] = (await reportOf('absurd-record-length.pcap')).captures;
    assert.equal(capture?.frames, 6);
    assert.equal(capture.complete, false);
    assert.equal(capture.anomalies.filter(({ code }) => code === 'absurd-record-length').length, 1);
  });
});

async function framesOf(name: string, kind: EventKind): Promise<number[]> {
  const frames: number[] = [];
  for await (const event of events(`${FOLDER}${name}`)) if (event.kind === kind) frames.push(event.frame);
  return frames.sort((one, other) => one - other);
}

function probingConnections({ connections }: Report): ConnectionReport[] {
  return connections.filter(({ exchanges }) => exchanges.length > 0);
}

function framesWith(exchanges: readonly ExchangeReport[], outcome: ExchangeReport['outcome']): number[] {
  return exchanges.filter((exchange) => exchange.outcome === outcome).map(({ frame }) => frame);
}

function probesFrom(connections: readonly ConnectionReport[], address: string): ExchangeReport[] {
  return connections.flatMap((connection) =>
    connection.exchanges.filter(({ from }) => connection[from].address === address),
  );
}

/** Of the probes that `address` sent, within each connection. */
function medianSpacing(connections: readonly ConnectionReport[], address: string): number {
  const seconds = connections
    .flatMap((connection) => spacings(probesFrom([connection], address)))
    .sort((one, other) => one - other);
  return seconds[seconds.length >> 1] ?? 0;
}

function spacings(exchanges: readonly ExchangeReport[]): number[] {
  const times = exchanges.map(({ at }) => secondsOf(at));
  return times.slice(1).map((time, index) => time - (times[index] ?? time));
}

/** Date knows milliseconds only. */
function secondsOf(at: string): number {
  return Date.parse(`${at.slice(0, 19)}Z`) / 1000 + Number(`0${at.slice(19, -1)}`);
}
