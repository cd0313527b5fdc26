/** What to change after captures: on which side, to what, how often it is said, and what proves it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { captureAdvice } from '../../src/advice/capture-advice.ts';
import { checkLimit } from '../../src/advice/limit-check.ts';
import { TICK_RATES } from '../../src/advice/timing.ts';
import { type ConnectionReport, examine, type FindingReport, type Report } from '../../src/index.ts';
import { buildPcap } from '../support/captures.ts';
import { conversation } from '../support/conversation.ts';
import { reportOf } from '../support/findings.ts';
import { answered, idling, lostData, until } from '../support/idling.ts';
import { scratchFolder } from '../support/read-back.ts';
import {
  connectionReport,
  estimate,
  findingReport,
  keepaliveReport,
  verdictReport,
} from '../support/reports.ts';
import { byTime } from '../support/sent.ts';

const CONTEXT = {
  declared: null,
  rates: TICK_RATES,
  findings: [] as FindingReport[],
  silenceBeforeLoss: () => null,
};

function adviceOn(
  { connections, findings }: Pick<Report, 'connections' | 'findings'>,
  limit: number | null = null,
) {
  const declared = limit === null ? null : { seconds: limit, closes: false };
  return captureAdvice(connections, { ...CONTEXT, declared, findings });
}

/** Without what a bystander of the capture comes to. */
function changesOn(report: Report, limit: number | null = null) {
  return adviceOn(report, limit).filter(({ code }) => code !== null);
}

test('probes every 600 s through a box of 350 s: the prober is to probe sooner, and the settings are safe', async () => {
  const talk = idling();
  answered(talk, talk.originator, [600, 1200, 1800]);
  const report = await reportOf(until(1900, talk), { middlebox: '350' });
  const [change, ...others] = changesOn(report, 350);
  assert.deepEqual(others, []);
  assert.equal(change?.code, 'shorten');
  assert.equal(change.side, 'originator');
  assert.equal(change.finding?.code, 'keepalive-too-slow');
  assert.ok((change.finding?.evidence.length ?? 0) > 0);
  assert.ok(change.settings !== null);
  assert.equal(checkLimit(change.settings, 350, TICK_RATES).verdict, 'safe');
});

test('the responder is the one to change where it is the one that probes', async () => {
  const talk = idling();
  answered(talk, talk.responder, [600, 1200, 1800]);
  const [change] = changesOn(await reportOf(until(1900, talk), { middlebox: '350' }), 350);
  assert.deepEqual([change?.code, change?.side], ['shorten', 'responder']);
  assert.equal(change?.isEither, false);
});

test('probes every 60 s through the same box: nothing to change', async () => {
  const talk = idling();
  answered(talk, talk.originator, [60, 120, 180, 240]);
  const advice = adviceOn(await reportOf(until(300, talk), { middlebox: '350' }), 350);
  assert.deepEqual(
    advice.map(({ code }) => code),
    advice.map(() => null),
  );
});

test('data after ten idle minutes that nobody acknowledges: enable keepalive, on either side', async () => {
  const talk = idling();
  lostData(talk, talk.originator, 600);
  const [change] = changesOn(await reportOf(until(800, talk)));
  assert.deepEqual([change?.code, change?.isEither], ['enable', true]);
  // Nothing is known of the path but that it is at most 600 s: the shortest of the known products counts.
  assert.equal(change?.limit?.basis, 'unknown');
  assert.equal(
    checkLimit(change?.settings ?? { idle: 9e4, interval: 1, count: 1 }, 240, TICK_RATES).verdict,
    'safe',
  );
});

test('a timeout that survivors and victims bound is what the settings are for', async () => {
  const survivor = (port: number, gap: number) => {
    const talk = conversation({ originator: { port } }).handshake().exchange();
    talk.after(gap);
    return talk.exchange();
  };
  const victim = (port: number, start: number, gap: number) => {
    const talk = conversation({ originator: { port } }).at(start).handshake().exchange();
    lostData(talk, talk.originator, start + gap);
    return talk;
  };
  const talks = [
    survivor(41_000, 90),
    survivor(41_001, 95),
    victim(41_002, 20, 110),
    victim(41_003, 300, 120),
  ];
  const report = await reportOf(until(700, ...talks));
  const [change] = changesOn(report);
  assert.deepEqual([change?.code, change?.limit?.basis], ['enable', 'inferred']);
  const { low = 0, high = 0 } = change?.limit ?? {};
  assert.ok(low > 94 && low < 96 && high > 109 && high < 111, `${low}-${high}`);
  assert.equal(
    checkLimit(change?.settings ?? { idle: 9e4, interval: 1, count: 1 }, low, TICK_RATES).verdict,
    'safe',
  );
});

test('one loss bounds the timeout by half of its silence, however long the capture went on', async () => {
  const talk = idling();
  lostData(talk, talk.originator, 110);
  const frames = until(900, talk);
  const folder = scratchFolder('advice');
  const path = join(folder, 'lost.pcap');
  writeFileSync(path, buildPcap(frames, { resolution: 'nanoseconds' }));
  const examination = await examine(path);
  const advice = captureAdvice(examination.connections(), {
    ...CONTEXT,
    silenceBeforeLoss: (id) => examination.silenceBeforeLoss?.(id) ?? null,
  });
  const [change] = advice.filter(({ code }) => code !== null);
  const { basis, low = 0, high = 0 } = change?.limit ?? {};
  assert.equal(basis, 'bounded');
  assert.ok(high > 109 && high < 111 && Math.abs(low - high / 2) < 0.001, `${low}-${high}`);
});

test('10,000 similar connections are one piece of advice, from one client or from many', () => {
  const many = (host: (id: number) => string): ConnectionReport[] =>
    Array.from({ length: 10_000 }, (_, at) =>
      connectionReport({
        id: at + 1,
        originator: { address: host(at), port: 40_000 + at },
        longestSilenceSeconds: 300,
        findings: [findingReport('keepalive-absent')],
      }),
    );
  const [fromOne, ...none] = adviceOn({ connections: many(() => '10.0.0.1'), findings: [] });
  assert.deepEqual(none, []);
  assert.deepEqual(
    [fromOne?.connectionCount, fromOne?.side, fromOne?.hostCount, fromOne?.connections.length],
    [10_000, 'originator', 1, 100],
  );
  // One server is one place to change, its clients are 10,000.
  const [fromMany, ...others] = adviceOn({
    connections: many((at) => `10.0.${at >> 8}.${at & 255}`),
    findings: [],
  });
  assert.deepEqual(others, []);
  assert.deepEqual(
    [fromMany?.connectionCount, fromMany?.side, fromMany?.hostCount],
    [10_000, 'responder', 1],
  );
});

test('what else a capture shows of settings makes no other advice of the same change', () => {
  const connections = Array.from({ length: 30 }, (_, at) =>
    connectionReport({
      id: at + 1,
      keepalive: {
        originator: keepaliveReport({
          idleSeconds: estimate(600),
          intervalSeconds: at % 3 === 0 ? null : estimate(75),
          count: at % 5 === 0 ? estimate(9) : null,
        }),
        responder: null,
      },
      findings: [findingReport('keepalive-too-slow', { from: 'originator' })],
    }),
  );
  assert.deepEqual(
    adviceOn({ connections, findings: [] }).map(({ code, connectionCount }) => [code, connectionCount]),
    [['shorten', 30]],
  );
});

test('one client with many servers is one place too', () => {
  const connections = Array.from({ length: 500 }, (_, at) =>
    connectionReport({
      id: at + 1,
      longestSilenceSeconds: 300,
      responder: { address: `10.9.${at >> 8}.${at & 255}`, port: 443 },
      findings: [findingReport('keepalive-absent')],
    }),
  );
  const [change, ...others] = adviceOn({ connections, findings: [] });
  assert.deepEqual(others, []);
  assert.deepEqual([change?.side, change?.hostCount, change?.responderCount], ['originator', 1, 500]);
});

test('a silence that would hold no probe of the advised settings either shows no lack of keepalive', () => {
  const silent = (seconds: number): ConnectionReport =>
    connectionReport({ longestSilenceSeconds: seconds, findings: [findingReport('keepalive-absent')] });
  const codeAfter = (seconds: number, limit: number | null): string | null | undefined =>
    adviceOn({ connections: [silent(seconds)], findings: [] }, limit)[0]?.code;
  // 120 s are advised for 240 s, and leave after 133.7 s at the latest; 150 s for 350 s, after 166.4 s.
  assert.deepEqual([codeAfter(130, null), codeAfter(135, null)], [null, 'enable']);
  assert.deepEqual([codeAfter(160, 350), codeAfter(170, 350)], [null, 'enable']);
});

test('settings that are in time until a probe is lost are shortened, where a timeout is declared', () => {
  const connection = connectionReport({
    keepalive: {
      originator: keepaliveReport({ idleSeconds: estimate(300), intervalSeconds: estimate(60) }),
      responder: null,
    },
  });
  const [change] = adviceOn({ connections: [connection], findings: [] }, 350);
  assert.deepEqual([change?.code, change?.side, change?.finding], ['shorten', 'originator', null]);
  assert.equal(adviceOn({ connections: [connection], findings: [] })[0]?.code, null);
});

test('a path that ends connections itself is told to count data only', () => {
  const connection = connectionReport({
    findings: [findingReport('keepalive-too-slow', { from: 'originator' })],
  });
  const [change] = captureAdvice([connection], { ...CONTEXT, declared: { seconds: 60, closes: true } });
  assert.deepEqual([change?.code, change?.settings], ['heartbeat', null]);
  // And no less where only the verdict shows it.
  const probing = { originator: keepaliveReport(), responder: null };
  for (const keepalive of [connectionReport().keepalive, probing]) {
    const lost = connectionReport({ verdict: verdictReport('dropped-while-idle'), keepalive });
    const [told] = captureAdvice([lost], { ...CONTEXT, declared: { seconds: 60, closes: true } });
    assert.deepEqual([told?.code, told?.settings], ['heartbeat', null]);
  }
});

test('data that is unacknowledged calls for TCP_USER_TIMEOUT, a storm for fewer probes, a mute peer for none', () => {
  const connections = [
    connectionReport({ id: 1, findings: [findingReport('masked-by-unacked-data', { from: 'responder' })] }),
    connectionReport({ id: 2, findings: [findingReport('peer-ignores-keepalive', { from: 'originator' })] }),
    connectionReport({
      id: 3,
      verdict: verdictReport('alive'),
      keepalive: { originator: keepaliveReport({ idleSeconds: estimate(1) }), responder: null },
    }),
  ];
  const storm = findingReport('keepalive-storm', { from: 'originator', connections: [3] });
  const codes = adviceOn({ connections, findings: [storm] }).map(({ code, side }) => `${code} ${side}`);
  assert.deepEqual(codes.sort(), ['lengthen originator', 'switch-off originator', 'user-timeout responder']);
});

/** Connections of one client to one server, which probes them all from one moment on. */
async function probedByServer(connections: number, times: readonly number[]): Promise<Report> {
  const talks = Array.from({ length: connections }, (_, index) => {
    const originator = { port: 41_000 + index, isn: (index + 1) * 10_000 };
    const talk = idling({ originator, responder: { port: 6379 } });
    answered(
      talk,
      talk.responder,
      times.map((at) => at + index * 1e-4),
    );
    return talk;
  });
  return reportOf(byTime(...talks.map(({ frames }) => frames)));
}

test('a server that probes a pool every second is to probe less often, and not its client', async () => {
  const report = await probedByServer(20, [1, 2, 3, 4, 5]);
  const [change, ...others] = changesOn(report);
  assert.deepEqual(others, []);
  assert.deepEqual([change?.code, change?.side, change?.isEither], ['lengthen', 'responder', false]);
  assert.deepEqual(change?.hosts, ['10.0.0.2']);
});

test('a pool that Redis probes every 300 s in one moment is not told to be probed less often every 120 s', async () => {
  const report = await probedByServer(20, [300, 600, 900, 1200]);
  const [finding] = report.findings.filter(({ code }) => code === 'keepalive-storm');
  assert.deepEqual([finding?.from, finding?.connectionCount], ['responder', 20]);
  assert.deepEqual(
    adviceOn(report).map(({ code, connectionCount }) => [code, connectionCount]),
    [[null, 20]],
  );
  assert.deepEqual(
    adviceOn(report, 1800).map(({ code, side, settings }) => [code, side, (settings?.idle ?? 0) > 300]),
    [['lengthen', 'responder', true]],
  );
});

test('a storm of probes that come faster than any setting is to be calmed too', () => {
  const connection = connectionReport({
    id: 1,
    verdict: verdictReport('alive'),
    keepalive: { originator: keepaliveReport({ idleSeconds: null }), responder: null },
  });
  for (const from of ['originator', null] as const) {
    const storm = findingReport('keepalive-storm', { from, connections: [1] });
    const told = adviceOn({ connections: [connection], findings: [storm] });
    assert.deepEqual(
      told.map(({ code, side }) => [code, side]),
      [['lengthen', 'originator']],
    );
  }
});

test('a storm is one piece of advice for all its connections, though a finding names 100 of them', async () => {
  const report = await probedByServer(250, [1, 2, 3, 4, 5]);
  const [finding] = report.findings.filter(({ code }) => code === 'keepalive-storm');
  assert.deepEqual([finding?.connections.length, finding?.connectionCount], [100, 250]);
  assert.deepEqual(
    adviceOn(report).map(({ code, connectionCount }) => [code, connectionCount]),
    [['lengthen', 250]],
  );
});

test('a host that probes both what it opened and what it accepted is told so of each', () => {
  const probed = (id: number, side: 'originator' | 'responder'): ConnectionReport =>
    connectionReport({
      id,
      keepalive: {
        originator: null,
        responder: null,
        [side]: keepaliveReport({ idleSeconds: estimate(1) }),
      },
    });
  const storm = findingReport('keepalive-storm', { from: null, connections: [1, 2] });
  const connections = [probed(1, 'originator'), probed(2, 'responder')];
  const told = adviceOn({ connections, findings: [storm] }).map(({ code, side, isEither }) => [
    code,
    side,
    isEither,
  ]);
  assert.deepEqual(told, [
    ['lengthen', 'originator', false],
    ['lengthen', 'responder', false],
  ]);
});
