/** What the monitor finds out, as records. */
import type { Finding } from '../diagnosis/finding.ts';
import type { VerdictCode } from '../diagnosis/verdict.ts';
import { connectionReport, type KnownByOthers } from '../report/connection-report.ts';
import { findingReport } from '../report/finding-report.ts';
import type { FindingRecord, VerdictRecord } from '../report/live-record.ts';
import { verdictMadeOnce } from '../report/made-once.ts';
import type { Endpoint, FindingReport } from '../report/model.ts';
import { endpointReport, type ReportScale } from '../report/report-scale.ts';
import { timeText } from '../report/time-text.ts';
import { VERDICT_SEVERITY } from '../report/verdict-severity.ts';
import type { Judgement } from './monitor.ts';

/** What records need to know beside. */
export interface Teller {
  idOf: (row: number) => number;
  scale: ReportScale;
  known: KnownByOthers;
  /** ns of the timeline. */
  now: number;
}

/** The verdict of a connection changed from `previous`. */
export function verdictRecord(
  judgement: Judgement,
  previous: VerdictCode | null,
  findings: readonly Finding[],
  teller: Teller,
): VerdictRecord {
  const { row, timeline, verdict } = judgement;
  const report = connectionReport(teller.idOf(row), timeline, verdict.code, teller.scale, teller.known);
  return {
    kind: 'verdict',
    ...placeOf(judgement, teller),
    previous,
    severity: VERDICT_SEVERITY[verdict.code],
    verdict: verdictMadeOnce(report.verdict),
    findings: findings.map((finding) => findingOf(judgement, finding, teller)),
  };
}

/** Something was found about a connection. */
export function findingRecord(judgement: Judgement, finding: Finding, teller: Teller): FindingRecord {
  return {
    kind: 'finding',
    ...placeOf(judgement, teller),
    finding: findingOf(judgement, finding, teller),
  };
}

function placeOf(
  judgement: Judgement,
  { idOf, scale, now }: Teller,
): { at: string; connection: number; originator: Endpoint; responder: Endpoint } {
  return {
    at: timeText(scale.base, now),
    connection: idOf(judgement.row),
    ...endsOf(judgement, scale),
  };
}

function findingOf(judgement: Judgement, finding: Finding, { idOf, scale }: Teller): FindingReport {
  return findingReport(finding, [idOf(judgement.row)], endsOf(judgement, scale), scale.frames);
}

function endsOf(
  { timeline }: Judgement,
  { names }: ReportScale,
): { originator: Endpoint; responder: Endpoint } {
  const { originator, responder } = timeline;
  return { originator: endpointReport(originator, names), responder: endpointReport(responder, names) };
}
