/**
 * keepscope as a library: reads captures and says of every TCP connection whether the other side was still there, how
 * we know, and what cut the line.
 *
 *     import { analyze } from 'keepscope';
 *     const report = await analyze('capture.pcap');
 */
export type { AnalyzeOptions, Progress } from './analysis-options.ts';
export { analyze, events, examine } from './analyze.ts';
export { type Annotated, type AnnotateOptions, annotate } from './annotate.ts';
export { type ErrorCode, KeepscopeError } from './errors.ts';
export type { Examination } from './report/examination.ts';
export type {
  CaptureReport,
  Confidence,
  ConnectionReport,
  Endpoint,
  Estimate,
  EventKind,
  EventRecord,
  Evidence,
  ExchangeReport,
  FindingReport,
  HeartbeatReport,
  KeepaliveReport,
  MechanismCode,
  ProbeOutcome,
  Report,
  Role,
  Severity,
  Summary,
  TraceEntry,
  VerdictCode,
  VerdictReport,
} from './report/model.ts';
export type { Selection } from './report/selection.ts';
export type { Limits } from './sharding/limits.ts';
