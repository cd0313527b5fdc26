/**
 * Lines of `keepscope live`, as NDJSON gives them: classified frames, changes of verdict, findings, notices about the
 * capture itself, and at the end the report.
 */
import type {
  ConnectionReport,
  Endpoint,
  EventRecord,
  FindingReport,
  Report,
  Severity,
  VerdictCode,
  VerdictReport,
} from './model.ts';

export type LiveRecord = LiveEvent | VerdictRecord | FindingRecord | NoticeRecord | ReportRecord;

/** A classified frame, said at once. */
export type LiveEvent = EventRecord & {
  /** The frame about which something else, or nothing, was said before; this line counts. */
  amends?: number;
};

export interface VerdictRecord {
  kind: 'verdict';
  at: string;
  connection: number;
  originator: Endpoint;
  responder: Endpoint;
  /** Null where it is the first of the connection. */
  previous: VerdictCode | null;
  severity: Severity;
  verdict: VerdictReport;
  /** All that is found now. */
  findings: FindingReport[];
}

/** A finding about a connection that was not told of it before. */
export interface FindingRecord {
  kind: 'finding';
  at: string;
  connection: number;
  originator: Endpoint;
  responder: Endpoint;
  finding: FindingReport;
}

/** Something about the capture: an interface that went down, an engine that ended, a disk that is full. */
export interface NoticeRecord {
  kind: 'notice';
  at: string;
  code: string;
  says: string;
}

/** The last line of `--format json`. */
export interface ReportRecord {
  kind: 'report';
  report: Report;
}

/** A connection as it looks at a moment. */
export interface LiveConnection extends ConnectionReport {
  /** Since its last payload; null: it is closed or reset. */
  idleSeconds: number | null;
  /** Probes of both sides that wait for an answer. */
  waiting: number;
}
