/** Hand-made reports: a plain, quiet connection and capture, of which a test changes what it is about. */
import type { Examination } from '../../src/report/examination.ts';
import type {
  CaptureReport,
  ConnectionReport,
  Estimate,
  FindingReport,
  KeepaliveReport,
  ProbeOutcome,
  Summary,
  TraceEntry,
  VerdictCode,
  VerdictReport,
} from '../../src/report/model.ts';
import { needsAttention } from '../../src/report/verdict-severity.ts';

export function captureReport(changes: Partial<CaptureReport> = {}): CaptureReport {
  return {
    path: 'dead-peer.pcap',
    format: 'pcap',
    compression: null,
    linkTypes: ['ETHERNET'],
    frames: 31,
    tcpSegments: 31,
    firstAt: '2021-03-04T12:29:34.491239000Z',
    lastAt: '2021-03-04T12:32:13.146776000Z',
    dropped: null,
    complete: true,
    anomalies: [],
    skipped: [],
    ...changes,
  };
}

export function connectionReport(changes: Partial<ConnectionReport> = {}): ConnectionReport {
  return {
    id: 1,
    originator: { address: '172.18.0.3', port: 57130 },
    responder: { address: '172.18.0.2', port: 22345 },
    midstream: false,
    firstFrame: 1,
    firstCapture: 0,
    lastFrame: 31,
    lastCapture: 0,
    firstAt: '2021-03-04T12:29:34.491239000Z',
    lastAt: '2021-03-04T12:32:13.146776000Z',
    durationSeconds: 158.655537,
    segments: 31,
    octets: { originator: 0, responder: 0 },
    longestIdleSeconds: 15.4,
    longestSilenceSeconds: 10.24,
    keepalive: { originator: null, responder: null },
    heartbeats: [],
    mechanism: { codes: [], summary: 'Nothing was at work.' },
    exchanges: [],
    exchangesOmitted: 0,
    windowProbes: [],
    verdict: verdictReport('alive'),
    findings: [],
    ...changes,
  };
}

export function verdictReport(code: VerdictCode, changes: Partial<VerdictReport> = {}): VerdictReport {
  return {
    code,
    confidence: 'certain',
    summary: `The verdict is ${code}.`,
    evidence: [],
    counterEvidence: [],
    giveUp: null,
    remedy: [],
    ...changes,
  };
}

export function findingReport(code: string, changes: Partial<FindingReport> = {}): FindingReport {
  return {
    code,
    severity: 'warning',
    confidence: 'likely',
    summary: `The finding is ${code}.`,
    from: null,
    limitSeconds: null,
    products: [],
    connections: [1],
    connectionCount: 1,
    evidence: [],
    counterEvidence: [],
    remedy: [],
    ...changes,
  };
}

export function estimate(
  value: number,
  observations = 3,
  low: number = value,
  high: number = value,
): Estimate {
  return { estimate: value, low, high, observations };
}

export function keepaliveReport(changes: Partial<KeepaliveReport> = {}): KeepaliveReport {
  return {
    probes: 12,
    acknowledged: 9,
    unanswered: 3,
    payloadOctets: 0,
    idleSeconds: estimate(10, 12, 9.9, 10.24),
    intervalSeconds: estimate(5),
    count: estimate(3, 1),
    profile: null,
    ...changes,
  };
}

/** The connection of the design's sketch: the responder probes, is left alone, and gives up. */
export function deadPeerConnection(changes: Partial<ConnectionReport> = {}): ConnectionReport {
  return connectionReport({
    keepalive: { originator: null, responder: keepaliveReport({ profile: 'Linux, 250 Hz' }) },
    exchanges: [
      exchange(4, 'acknowledged', '2021-03-04T12:29:44.666952000Z', 5, 0.000017),
      exchange(28, 'unanswered', '2021-03-04T12:31:57.787226000Z', null, null),
    ],
    verdict: verdictReport('peer-dead', {
      summary:
        'The responder gave up 15.4 s after the last sign of life: 3 probes unanswered, then its RST (frames 28-31).',
      evidence: [
        { frame: 28, capture: 0, says: 'first probe without an answer' },
        { frame: 31, capture: 0, says: 'the prober gives up with a RST' },
      ],
      remedy: ['Find out why 172.18.0.3 fell silent: a crash, a lost link or a changed route.'],
    }),
    ...changes,
  });
}

export function examinationOf(
  connections: readonly ConnectionReport[],
  changes: Partial<Examination> & { traces?: Record<number, TraceEntry[]> } = {},
): Examination {
  const { traces = {}, ...others } = changes;
  return {
    captures: [captureReport()],
    summary: summaryOf(connections),
    findings: [],
    interrupted: false,
    connections: (verdicts) => connections.filter(({ verdict }) => verdicts?.has(verdict.code) !== false),
    trace: (id) => traces[id] ?? [],
    ...others,
  };
}

/** Distinct connections, one for each verdict given. */
export function connectionsOf(codes: readonly VerdictCode[]): ConnectionReport[] {
  return codes.map((code, index) =>
    connectionReport({
      id: index + 1,
      originator: { address: `10.0.${index >> 8}.${index & 255}`, port: 40_000 + index },
      verdict: verdictReport(code),
    }),
  );
}

function exchange(
  frame: number,
  outcome: ProbeOutcome,
  at: string,
  answerFrame: number | null,
  rttSeconds: number | null,
): ConnectionReport['exchanges'][number] {
  const answerCapture = answerFrame === null ? null : 0;
  return { frame, capture: 0, at, from: 'responder', outcome, answerFrame, answerCapture, rttSeconds };
}

function summaryOf(connections: readonly ConnectionReport[]): Summary {
  const verdicts: Summary['verdicts'] = {};
  for (const { verdict } of connections) verdicts[verdict.code] = (verdicts[verdict.code] ?? 0) + 1;
  return {
    connections: connections.length,
    needAttention: connections.filter(({ verdict }) => needsAttention(verdict.code)).length,
    hanging: 0,
    verdicts,
    probes: 0,
    acknowledged: 0,
    outcomes: { acknowledged: 0, data: 0, reset: 0, 'icmp-error': 0, unanswered: 0, pending: 0 },
    windowProbes: 0,
    duplicateFrames: 0,
    evicted: { limit: null, connections: 0, closed: 0, quiet: 0, probed: 0 },
  };
}
