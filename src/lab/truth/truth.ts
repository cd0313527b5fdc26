/** The truth of one capture of an experiment: its independent reading, beside what the lab knows and the kernel counted. */
import { basename } from 'node:path';

import { type Counters, countedSince } from '../counters.ts';
import type { Journal } from '../journal.ts';
import type { Recording, RecordingFacts } from '../recording.ts';
import type { Account } from '../scenario.ts';
import { eventsOf } from './application-events.ts';
import { FlowReading, type HeartbeatAt } from './flow-reading.ts';
import type { FrameLine, SegmentLine } from './frame-line.ts';
import type { FlowTruth, FrameClass, ProberTruth, ProbeTruth, Truth } from './model.ts';

/** What the truth is made from. */
export interface Evidence {
  scenario: { name: string; summary: string };
  account: Account;
  journal: Journal;
  recording: Recording;
  facts: RecordingFacts;
  /** Every frame of the capture; and of a longer one of the same wire, what came before its first. */
  lines: readonly FrameLine[];
  before: readonly FrameLine[];
  /** By host. */
  counters: ReadonlyMap<string, Counted>;
}

/** What a host had counted when captures began, and at a moment while they were still made; seconds since 1970. */
export interface Counted {
  before: Counters;
  after: Counters;
  at: number;
}

/** Puts it together. */
export function truthOf(evidence: Evidence): Truth {
  const { scenario, account, journal, recording, facts, lines, before, counters } = evidence;
  const readings = readFlows(lines, before, journal);
  const flows = readings.map((reading, index) => flowTruth(reading, index, evidence));
  const errors = lines.filter((line) => !isSegment(line));
  const checks = checksOf(flows, evidence);
  const all = (of: (flow: FlowTruth) => number[]): number[] =>
    flows.flatMap(of).sort((one, other) => one - other);
  return {
    name: basename(recording.path, '.pcap'),
    file: basename(recording.path),
    scenario: scenario.name,
    description: scenario.summary,
    capture: {
      namespace: recording.host,
      interface: recording.device,
      tool: recording.tool,
      linktype: 1,
      frames: lines.length,
      starts_mid_connection: readings.some(({ handshakeSeen }) => !handshakeSeen),
      tx_checksum_offload: true,
      every_packet_twice: false,
      dropped_by_kernel: facts.dropped,
    },
    outcome:
      typeof account.outcome === 'string'
        ? account.outcome
        : [...new Set(flows.map(({ outcome }) => outcome))].join(', '),
    probers: probersOf(
      journal,
      journal.probers.map(({ who }) => who),
    ),
    probes: all(({ probes }) => probes),
    replies: all(({ replies }) => replies),
    zero_window_probes: all((flow) => flow.zero_window_probes),
    zero_window_probe_replies: all((flow) => flow.zero_window_probe_replies),
    icmp_errors: errors.map(({ frame }) => frame),
    icmp_error_types: errors.map((line) => ('says' in line ? line.says : '')),
    stray_tcp_frames: [],
    flows,
    notes: [...(account.notes ?? [])],
    checks,
    problems: problemsOf(evidence, checks),
    kernel_counters: Object.fromEntries(
      [...counters].map(([host, { before, after }]) => [host, { ...countedSince(before, after) }]),
    ),
    app_events: eventsOf(journal),
  };
}

function readFlows(
  lines: readonly FrameLine[],
  before: readonly FrameLine[],
  journal: Journal,
): FlowReading[] {
  const flows = new Map<string, FlowReading>();
  const octetsSent = (end: string, until: number): number =>
    journal.octetsSent(journal.ownNameOf(end), until);
  const heartbeatAt: HeartbeatAt = (end, offset) => journal.heartbeatAt(journal.ownNameOf(end), offset);
  for (const line of [...before, ...lines]) {
    const isCaptured = before.length === 0 || !before.includes(line);
    const [from, to] = isSegment(line)
      ? [line.from, line.to]
      : [line.quotes?.from ?? '', line.quotes?.to ?? ''];
    const key = [from, to].sort().join(' ');
    const flow = flows.get(key);
    if (!isSegment(line)) flow?.takeError(line.frame, from);
    else if (flow !== undefined) flow.take(line, isCaptured);
    else {
      const opened = new FlowReading(from, to, octetsSent, heartbeatAt);
      flows.set(key, opened);
      opened.take(line, isCaptured);
    }
  }
  return [...flows.values()].filter(({ segments }) => segments.length > 0);
}

function flowTruth(
  reading: FlowReading,
  index: number,
  { account, journal, recording }: Evidence,
): FlowTruth {
  const { a, b, classes, probes, segments } = reading;
  const framesOf = (what: FrameClass): number[] =>
    classes.filter(([, name]) => name === what).map(([frame]) => frame);
  const answeredBy = (kind: ProbeTruth['answer']): number[] =>
    probes.flatMap(({ answer, answer_frame }) =>
      answer === kind && answer_frame !== null ? [answer_frame] : [],
    );
  const resets = segments.filter(({ flags }) => flags.includes('R'));
  const { outcome } = account;
  return {
    id: `f${index}`,
    a,
    b,
    a_is: 'who connected',
    probers: probersOf(journal, [a, b]),
    outcome:
      typeof outcome === 'string'
        ? outcome
        : (outcome.get(`${recording.host} ${a}`) ?? outcome.get(a) ?? 'not known'),
    probes: framesOf('probe'),
    replies: framesOf('reply'),
    unanswered_probes: probes.filter(({ answer }) => answer === null).map(({ frame }) => frame),
    rst_replies: answeredBy('rst'),
    icmp_replies: answeredBy('icmp'),
    zero_window_probes: framesOf('zwp'),
    zero_window_probe_replies: framesOf('zwp-reply'),
    rst: framesOf('rst'),
    rst_from: [...new Set(resets.map(({ from }) => from))],
    fin: framesOf('fin'),
    retransmissions: framesOf('retrans'),
    handshake_seen: reading.handshakeSeen,
    n_frames: classes.length,
    probe_details: probes,
    frame_class: Object.fromEntries(classes),
    ...giveUpOf(reading, resets),
  };
}

/** How many probes the one who reset the connection had waiting, and for how long the last of them. */
function giveUpOf(
  reading: FlowReading,
  resets: readonly SegmentLine[],
): Pick<FlowTruth, 'unanswered_run_before_rst' | 'rst_after_last_probe_s'> {
  const [reset] = resets;
  if (reset === undefined) return {};
  const waiting = reading.waiting(reset.from).filter(({ frame }) => frame < reset.frame);
  const last = waiting.at(-1);
  if (last === undefined) return {};
  return { unanswered_run_before_rst: waiting.length, rst_after_last_probe_s: reset.at - last.time };
}

/** Those who probe among these ends, by the names that these have in the capture. */
function probersOf(journal: Journal, ends: readonly string[]): ProberTruth[] {
  return ends.flatMap((end) => {
    const own = journal.ownNameOf(end);
    const timeout = journal.userTimeouts.get(own);
    const besides = timeout === undefined ? {} : { user_timeout_ms: timeout };
    return journal.probers
      .filter(({ who }) => who === own)
      .map(({ idle, interval, count }) => ({
        who: end,
        idle_s: idle,
        interval_s: interval,
        count,
        ...besides,
      }));
  });
}

/** What the host of the capture had counted itself must be in its capture until then. */
function checksOf(flows: readonly FlowTruth[], { recording, journal, counters }: Evidence): Truth['checks'] {
  const { before, after, at } = counters.get(recording.host) ?? { before: {}, after: {}, at: 0 };
  const counted = countedSince(before, after);
  const own = new Set(journal.endsOf(recording.host));
  const sent = flows.flatMap(({ probe_details }) => probe_details).filter(({ who }) => own.has(who));
  const check = (counter: string, kind: ProbeTruth['kind']): [string, Truth['checks'][string]] => {
    const kernel = counted[counter] ?? 0;
    const parser = sent.filter((probe) => probe.kind === kind && probe.time <= at).length;
    return [`${counter}[${recording.host}]`, { kernel, parser, equal: kernel === parser }];
  };
  return Object.fromEntries([check('TCPKeepAlive', 'keepalive'), check('TCPWinProbe', 'zwp')]);
}

function problemsOf({ facts, lines }: Evidence, checks: Truth['checks']): string[] {
  const problems = Object.entries(checks)
    .filter(([, { equal }]) => !equal)
    .map(
      ([name, { kernel, parser }]) => `${name}: the kernel counted ${kernel}, the capture holds ${parser}`,
    );
  if (facts.dropped > 0) problems.push(`tcpdump lost ${facts.dropped} packets`);
  if (facts.frames !== lines.length)
    problems.push(`tcpdump wrote ${facts.frames} frames and reads ${lines.length}`);
  return problems;
}

function isSegment(line: FrameLine): line is SegmentLine {
  return 'flags' in line;
}
