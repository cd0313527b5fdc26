/**
 * The Report: what schema/report-1.json describes and what every format is made from. Times are ISO 8601 in UTC with
 * nanoseconds, durations seconds as numbers; what is unknown is null, never missing. Additions are minor versions.
 */
import type { MechanismCode } from '../diagnosis/mechanism.ts';
import type { Confidence, Severity, VerdictCode } from '../diagnosis/verdict.ts';
import type { EventKind } from '../keepalive/classified.ts';
import type { ProbeOutcome } from '../keepalive/exchange.ts';
import type { Estimate } from '../keepalive/settings.ts';
import type { CaptureReport, SkippedCode } from './capture-model.ts';

export type {
  CaptureReport,
  Confidence,
  Estimate,
  EventKind,
  MechanismCode,
  ProbeOutcome,
  Severity,
  SkippedCode,
  VerdictCode,
};

export const SCHEMA_VERSION = '1.0';

export interface Report {
  schemaVersion: typeof SCHEMA_VERSION;
  generator: { name: string; version: string };
  captures: CaptureReport[];
  summary: Summary;
  connections: ConnectionReport[];
  /** Findings over several connections. */
  findings: FindingReport[];
}

export interface Summary {
  /** All that ever were; the verdicts and counts here are of all of them. */
  connections: number;
  /** How many connections have a verdict that needs attention, or an application that hangs (`hanging`). */
  needAttention: number;
  hanging: number;
  /** Only codes that occur. */
  verdicts: Partial<Record<VerdictCode, number>>;
  probes: number;
  acknowledged: number;
  /** Probes by outcome, all of them: the six add up to `probes`. */
  outcomes: Record<ProbeOutcome, number>;
  windowProbes: number;
  duplicateFrames: number;
  /** Connections that were let go of at the limit: `connections` of the report does not list them. */
  evicted: EvictedReport;
}

export interface EvictedReport {
  /** Connections kept at the same time at most; null: no limit. */
  limit: number | null;
  connections: number;
  /** Of these: that were over; that were open; that were open and had carried probes. */
  closed: number;
  quiet: number;
  probed: number;
}

export type Role = 'originator' | 'responder';

export interface Endpoint {
  /** RFC 5952 text; IPv4 in dotted form. Of text: a name where one was printed. */
  address: string;
  /** 0 where text names a service whose port is not known. */
  port: number;
  /** Of text: the name that was printed in the place of the port. Absent where there is none. */
  service?: string;
}

/** A frame that proves something, and what it says. `capture`: an index in `captures`; frames count from 1 in each. */
export interface Evidence {
  frame: number;
  capture: number;
  says: string;
}

export interface ConnectionReport {
  /** From 1, in the order of first frames. */
  id: number;
  originator: Endpoint;
  responder: Endpoint;
  /** True where the capture began after the connection did; the roles are then inferred. */
  midstream: boolean;
  /** Each counts in its capture: an index in `captures`. */
  firstFrame: number;
  firstCapture: number;
  lastFrame: number;
  lastCapture: number;
  firstAt: string;
  lastAt: string;
  durationSeconds: number;
  segments: number;
  /** Payload octets sent by each side, retransmissions not counted. */
  octets: { originator: number; responder: number };
  /** Longest stretch without payload in either direction; probes may lie inside. */
  longestIdleSeconds: number;
  /** Longest stretch without any segment. */
  longestSilenceSeconds: number;
  keepalive: { originator: KeepaliveReport | null; responder: KeepaliveReport | null };
  heartbeats: HeartbeatReport[];
  /** What kept the idle connection or watched over it: codes, and the same in one sentence. */
  mechanism: { codes: MechanismCode[]; summary: string };
  /** In order of their probes. Bounded: `exchangesOmitted` says how many are left out in the middle. */
  exchanges: ExchangeReport[];
  exchangesOmitted: number;
  windowProbes: ExchangeReport[];
  verdict: VerdictReport;
  findings: FindingReport[];
}

/** The probes of one side. Null for a side that never probed. */
export interface KeepaliveReport {
  probes: number;
  acknowledged: number;
  /** Probes with outcome `unanswered`. */
  unanswered: number;
  payloadOctets: 0 | 1;
  idleSeconds: Estimate | null;
  intervalSeconds: Estimate | null;
  count: Estimate | null;
  profile: string | null;
}

/** The heartbeats of one side and protocol. */
export interface HeartbeatReport {
  /** A name of wire/payload-class.ts; `tls` or `ssh` of what is inside of these; `unknown`. */
  protocol: string;
  from: Role;
  /** Null where there was only one. */
  periodSeconds: number | null;
  beats: number;
  /** Null where the protocol has no answers. */
  answered: number | null;
  /** After so long without a sign of life the peer is given up; null where no rule of the protocol says so. */
  impliedTimeoutSeconds: number | null;
  /** Octets of payload; null where they differ, or there was none. */
  octets: number | null;
  answerOctets: number | null;
}

export interface ExchangeReport {
  frame: number;
  capture: number;
  at: string;
  from: Role;
  outcome: ProbeOutcome;
  answerFrame: number | null;
  /** The capture of the answer's frame. */
  answerCapture: number | null;
  rttSeconds: number | null;
  /** Of text: what the probe is known by, where its sequence number is not printed. Absent where it is. */
  inferredFrom?: InferenceReason[];
}

/** Names of the INFERRED_ bits of wire/segment.ts. */
export type InferenceReason = 'idle' | 'answer' | 'echo' | 'run' | 'count';

export interface VerdictReport {
  code: VerdictCode;
  confidence: Confidence;
  /** One sentence. */
  summary: string;
  evidence: Evidence[];
  counterEvidence: Evidence[];
  /**
   * When a side that probes in vain will give up, and at how many probes; `assumed`: the count is a default. Null
   * for every verdict but `probing`, and where it cannot be said.
   */
  giveUp: { at: string; count: number; assumed: boolean } | null;
  /** What to do, most useful first. */
  remedy: string[];
}

export interface FindingReport {
  /** One of diagnosis/finding-codes.ts; more may come. */
  code: string;
  severity: Severity;
  confidence: Confidence;
  /** One sentence. */
  summary: string;
  /** The side that it is about; null where it is about both, or not about the same one of several connections. */
  from: Role | null;
  /** The idle timeout that it is about: above `low`, at most `high`; one that was declared is both. */
  limitSeconds: { low: number; high: number } | null;
  /** Known timeouts that fit, by the names that --middlebox takes where it is a middlebox's. */
  products: { name: string; title: string; seconds: number }[];
  /** Ids of the connections concerned, at most 100; `connectionCount` is how many there are. */
  connections: number[];
  connectionCount: number;
  evidence: Evidence[];
  counterEvidence: Evidence[];
  remedy: string[];
}

/** One line of the event stream: a classified frame. */
export interface EventRecord {
  frame: number;
  capture: number;
  at: string;
  connection: number;
  from: Role;
  kind: EventKind;
  /** The probe's frame, for what answers a probe. */
  answers: number | null;
}

/** What the trace of one connection prints, in order: segments, bursts of data as one entry, and idle stretches. */
export type TraceEntry =
  | {
      type: 'segment';
      frame: number;
      capture: number;
      at: string;
      from: Role;
      /** `ack`: an acknowledgment that is nothing more. */
      kind: EventKind | 'ack';
      /** Names of the control bits in the order of RFC 9293 that matter to a reader: `SYN`, `FIN`, `RST`, `ACK`. */
      flags: string[];
      octets: number;
      /** Since the previous segment of the connection. */
      sinceSeconds: number | null;
      /** Of a probe: its place in its run of unanswered probes, from 1, and what became of it. */
      runPosition: number | null;
      outcome: ProbeOutcome | null;
      /** Of an answer: the probe's frame and how long it took. */
      answers: number | null;
      rttSeconds: number | null;
      /** `gives-up`: the prober's own reset after its unanswered probes. */
      note: 'gives-up' | null;
    }
  | {
      type: 'burst';
      frame: number;
      lastFrame: number;
      capture: number;
      at: string;
      lastAt: string;
      /** Segments and payload octets by each side. */
      originator: { segments: number; octets: number };
      responder: { segments: number; octets: number };
      sinceSeconds: number | null;
    }
  /** `toEnd`: from the last segment to the end of the capture. */
  | { type: 'idle'; seconds: number; toEnd: boolean }
  | { type: 'omitted'; entries: number };
