/**
 * Every capture of fixtures/ and fixtures/lab/ against its truth, to the frame: what each segment is, what answered each
 * probe and when, and what became of the connection. What the truth does not list must not be there.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import {
  analyze,
  type ConnectionReport,
  type Endpoint,
  type Estimate,
  type EventKind,
  type EventRecord,
  type ExchangeReport,
  events,
  type ProbeOutcome,
  type Role,
  type VerdictCode,
} from '../../src/index.ts';
import {
  ALL_FIXTURES,
  FIXTURES,
  type Fixture,
  type FlowTruth,
  type ProbeTruth,
} from '../support/fixtures.ts';
import { oracle, tsharkFields } from '../support/oracle.ts';
import { knowableSettings } from './settings-truth.ts';
import { verdictOf } from './verdict-truth.ts';

/** The kind of event that a class of the truth is; null where a frame is no event. */
const KINDS: Readonly<Record<string, EventKind | null>> = {
  syn: 'syn',
  synack: 'syn-ack',
  ack: null,
  data: 'data',
  retrans: 'retransmission',
  probe: 'probe',
  reply: 'keepalive-ack',
  zwp: 'window-probe',
  'zwp-reply': 'window-probe-ack',
  fin: 'fin',
  rst: 'reset',
  ping: 'data',
  pong: 'data',
};

/** A rhythm is known with its fourth heartbeat (docs/heartbeats.md): those before it were told as data. */
const BEATS_UNTIL_KNOWN = 4;

/** What the classes are too coarse for: the handshake that was sent again, in both directions. */
const KINDS_OF_FRAMES: Readonly<Record<string, Readonly<Record<number, EventKind>>>> = {
  'ipv6-dead': {
    8: 'syn',
    12: 'syn',
    15: 'syn-ack',
  },
};

/** Settings that show although no probe is unanswered here: the answers were lost on their way. */
const SHOWN_BESIDES: Readonly<Record<string, { interval: true }>> = {
  'lab/lossy-answers.server': { interval: true },
};

const OUTCOMES = {
  ack: 'acknowledged',
  data: 'data',
  rst: 'reset',
  icmp: 'icmp-error',
} as const satisfies Record<string, ProbeOutcome>;

const tshark = oracle('tshark');

for (const fixture of ALL_FIXTURES) {
  const { name, file, truth } = fixture;

  describe(`${name} is told as it was`, () => {
    it('every frame is what it is, and nothing is there besides', async () => {
      assert.deepEqual((await eventsOf(file)).map(describeEvent), expectedEvents(fixture));
    });

    it('every answer is tied to its probe', async () => {
      const answers = (await eventsOf(file)).filter(
        ({ kind, answers }) => kind !== 'heartbeat-reply' && answers !== null,
      );
      assert.deepEqual(
        answers.map(({ frame, answers }) => ({ frame, answers })),
        probesOf(truth.flows)
          .filter(({ answer_frame }) => answer_frame !== null)
          .map(({ frame, answer_frame }) => ({ frame: answer_frame, answers: frame }))
          .sort((one, other) => (one.frame ?? 0) - (other.frame ?? 0)),
      );
    });

    it('every probe has its outcome and its answer', async () => {
      const { connections } = await analyze(file);
      assert.deepEqual(
        connections.map(({ exchanges, windowProbes }) => ({
          exchanges: exchanges.map(describeExchange),
          windowProbes: windowProbes.map(describeExchange),
        })),
        truth.flows.map((flow) => ({
          exchanges: probesOf([flow], 'keepalive').map((probe) => expectedExchange(flow, probe)),
          windowProbes: probesOf([flow], 'zwp').map((probe) => expectedExchange(flow, probe)),
        })),
      );
    });

    it('every connection has its ends, its size, its probers and its verdict', async () => {
      const { connections } = await analyze(file);
      assert.deepEqual(connections.map(describeConnection), truth.flows.map(expectedConnection));
    });

    it('every setting is the one that was set, and unknown where the capture cannot show it', async () => {
      const { connections } = await analyze(file);
      for (const [index, flow] of truth.flows.entries()) {
        for (const prober of flow.probers) {
          const shown = connections[index]?.keepalive[roleOf(flow, prober.who)];
          const { who, idle_s, interval_s, count, user_timeout_ms } = prober;
          const isShown = { ...knowableSettings(flow, prober), ...SHOWN_BESIDES[name] };
          assertEstimate(shown?.idleSeconds, isShown.idle ? idle_s : null, `idle of ${who}`);
          assertEstimate(shown?.intervalSeconds, isShown.interval ? interval_s : null, `interval of ${who}`);
          // With TCP_USER_TIMEOUT the kernel counts no probes: only bounds can be known.
          if (user_timeout_ms !== undefined) assertBounds(shown?.count, count, `count of ${who}`);
          else assertEstimate(shown?.count, isShown.count ? count : null, `count of ${who}`);
        }
      }
    });

    it('the summary counts what the truth counts', async () => {
      const { captures, summary } = await analyze(file);
      const keepalive = probesOf(truth.flows, 'keepalive');
      assert.equal(captures[0]?.frames, truth.capture.frames);
      assert.equal(summary.connections, truth.flows.length);
      assert.equal(summary.probes, keepalive.length);
      assert.equal(summary.windowProbes, probesOf(truth.flows, 'zwp').length);
      assert.equal(summary.acknowledged, keepalive.filter(({ answer }) => answer === 'ack').length);
      assert.equal(
        summary.duplicateFrames,
        expectedEvents(fixture).filter((event) => event.includes('duplicate-frame')).length,
      );
    });
  });
}

// Of the captures of the lab test/capture/oracles.test.ts holds the times to tshark's.
describe('times', { skip: tshark.skip }, () => {
  for (const { name, file } of FIXTURES) {
    it(`${name}: every time is the one of the frame, and every round-trip time their difference`, async () => {
      const times = frameTimes(file);
      for (const { frame, at } of await eventsOf(file)) assert.equal(nanosecondsOf(at), times.get(frame));
      const { connections } = await analyze(file);
      for (const exchange of connections.flatMap(({ exchanges, windowProbes }) => [
        ...exchanges,
        ...windowProbes,
      ])) {
        const { frame, at, answerFrame, rttSeconds } = exchange;
        const sent = times.get(frame) ?? 0n;
        const answered = times.get(answerFrame ?? 0);
        assert.equal(nanosecondsOf(at), sent);
        assert.equal(
          rttSeconds,
          answered === undefined ? null : Number(answered - sent) / 1e9,
          `probe ${frame}`,
        );
      }
    });
  }
});

async function eventsOf(file: string): Promise<EventRecord[]> {
  const records: EventRecord[] = [];
  for await (const record of events(file)) records.push(record);
  return records;
}

function describeEvent({ frame, kind }: EventRecord): string {
  return `${frame} ${kind}`;
}

function expectedEvents({ name, truth }: Fixture): string[] {
  const segments = truth.flows.flatMap((flow) => {
    const copies = truth.capture.every_packet_twice ? copiesOf(flow) : new Set<number>();
    let pings = 0;
    return classesOf(flow).flatMap(([frame, label]): [number, EventKind][] => {
      if (label === 'ping') pings++;
      const kind = copies.has(frame)
        ? 'duplicate-frame'
        : (KINDS_OF_FRAMES[name]?.[frame] ?? kindOf(label, pings));
      assert.notEqual(kind, undefined, `no kind is known for the class ${label}`);
      return kind ? [[frame, kind]] : [];
    });
  });
  return [...segments, ...truth.icmp_errors.map((frame): [number, EventKind] => [frame, 'icmp-error'])]
    .sort(([one], [other]) => one - other)
    .map(([frame, kind]) => `${frame} ${kind}`);
}

/** `pings`: how many there were by now. */
function kindOf(label: string, pings: number): EventKind | null | undefined {
  if (pings <= BEATS_UNTIL_KNOWN) return KINDS[label];
  return label === 'ping' ? 'heartbeat' : label === 'pong' ? 'heartbeat-reply' : KINDS[label];
}

/**
 * The truth lists the copies of probes, and as replies both copies of each. The others follow their original, with
 * nothing of the connection between the two.
 */
function copiesOf(flow: FlowTruth): Set<number> {
  const copies = new Set(flow.probe_details.flatMap((probe) => probe.copies ?? []));
  const answers = new Set(flow.probe_details.map(({ answer_frame }) => answer_frame));
  let original = '';
  for (const [frame, label] of classesOf(flow)) {
    const isCopy =
      label === 'probe' ? copies.has(frame) : label === 'reply' ? !answers.has(frame) : label === original;
    if (isCopy) copies.add(frame);
    original = isCopy ? '' : label;
  }
  assert.equal(classesOf(flow).length - copies.size, flow.n_frames, 'the copies that the truth counts');
  return copies;
}

function classesOf(flow: FlowTruth): [frame: number, label: string][] {
  return Object.entries(flow.frame_class).map(([frame, label]) => [Number(frame), label]);
}

function probesOf(flows: readonly FlowTruth[], kind?: ProbeTruth['kind']): ProbeTruth[] {
  return flows
    .flatMap((flow) => flow.probe_details)
    .filter((probe) => kind === undefined || probe.kind === kind);
}

type DescribedExchange = Pick<ExchangeReport, 'frame' | 'from' | 'outcome' | 'answerFrame'>;

function describeExchange({ frame, from, outcome, answerFrame }: ExchangeReport): DescribedExchange {
  return { frame, from, outcome, answerFrame };
}

function expectedExchange(flow: FlowTruth, probe: ProbeTruth): DescribedExchange {
  return {
    frame: probe.frame,
    from: roleOf(flow, probe.who),
    outcome: probe.answer === null ? 'unanswered' : OUTCOMES[probe.answer],
    answerFrame: probe.answer_frame,
  };
}

/** Nanoseconds since 1970 of every frame, as tshark reads them. */
function frameTimes(file: string): Map<number, bigint> {
  const rows = tsharkFields(file, ['frame.number', 'frame.time_epoch']);
  return new Map(rows.map(([frame, time = '']) => [Number(frame), BigInt(time.replace('.', ''))]));
}

function nanosecondsOf(instant: string): bigint {
  const [second = '', fraction = ''] = instant.replace('Z', '').split('.');
  return BigInt(Date.parse(`${second}Z`)) * 1_000_000n + BigInt(fraction);
}

/** The facts of a connection that the truth knows. */
interface DescribedConnection {
  originator: string;
  responder: string;
  midstream: boolean;
  firstFrame: number;
  lastFrame: number;
  probers: { role: Role; probes: number; acknowledged: number; payloadOctets: number }[];
  verdict: VerdictCode;
}

function describeConnection(connection: ConnectionReport): DescribedConnection {
  const { originator, responder, midstream, firstFrame, lastFrame, keepalive } = connection;
  return {
    originator: endpointText(originator),
    responder: endpointText(responder),
    midstream,
    firstFrame,
    lastFrame,
    probers: ROLES.flatMap((role) => {
      const prober = keepalive[role];
      if (prober === null) return [];
      const { probes, acknowledged, payloadOctets } = prober;
      return [{ role, probes, acknowledged, payloadOctets }];
    }),
    verdict: connection.verdict.code,
  };
}

function expectedConnection(flow: FlowTruth): DescribedConnection {
  const frames = classesOf(flow).map(([frame]) => frame);
  return {
    originator: flow.a,
    responder: flow.b,
    midstream: !flow.handshake_seen,
    firstFrame: frames[0] ?? 0,
    lastFrame: frames[frames.length - 1] ?? 0,
    probers: ROLES.flatMap((role) => {
      const probes = probesOf([flow], 'keepalive').filter(({ who }) => roleOf(flow, who) === role);
      const [first] = probes;
      if (first === undefined) return [];
      const acknowledged = probes.filter(({ answer }) => answer === 'ack').length;
      return [{ role, probes: probes.length, acknowledged, payloadOctets: first.len }];
    }),
    verdict: verdictOf(flow) ?? assert.fail(`no verdict is known for the outcome ${flow.outcome}`),
  };
}

function assertEstimate(shown: Estimate | null | undefined, expected: number | null, what: string): void {
  assert.equal(shown?.estimate ?? null, expected, what);
  if (expected !== null) assertBounds(shown, expected, what);
}

function assertBounds(shown: Estimate | null | undefined, expected: number, what: string): void {
  const { low = 0, high = 0 } = shown ?? {};
  assert.ok(low <= expected && expected <= high, `${what}: ${expected} is not in ${low} to ${high}`);
}

const ROLES = ['originator', 'responder'] as const;

function roleOf({ a }: FlowTruth, who: string): Role {
  return who === a ? 'originator' : 'responder';
}

function endpointText({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
