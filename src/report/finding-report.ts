/** Findings in the form of the report. */
import type { Finding } from '../diagnosis/finding.ts';
import { findingSummary } from './finding-messages.ts';
import { findingProofText } from './finding-proofs.ts';
import { findingRemedies } from './finding-remedies.ts';
import type { FrameNumbers } from './frame-numbers.ts';
import { roleOf } from './messages.ts';
import type { Endpoint, Evidence, FindingReport } from './model.ts';

/** The endpoints that all connections of a finding share; null where they differ. */
export interface SharedEndpoints {
  originator: Endpoint | null;
  responder: Endpoint | null;
}

/** `ids`: the connections concerned. */
export function findingReport(
  finding: Finding,
  ids: readonly number[],
  shared: SharedEndpoints,
  frames: FrameNumbers,
): FindingReport {
  const { code, severity, confidence, direction, limit, products, connections } = finding;
  const evidenceOf = (proofs: Finding['evidence']): Evidence[] =>
    proofs.map((proof) => ({
      frame: frames.numberOf(proof.frame),
      capture: frames.captureOf(proof.frame),
      says: findingProofText(proof),
    }));
  return {
    code,
    severity,
    confidence,
    summary: findingSummary(finding),
    from: direction === null ? null : roleOf(direction),
    limitSeconds: limit === null ? null : { low: secondsOf(limit.low), high: secondsOf(limit.high) },
    products: products.map(({ name, title, seconds }) => ({ name, title, seconds })),
    connections: [...ids],
    connectionCount: connections,
    evidence: evidenceOf(finding.evidence),
    counterEvidence: evidenceOf(finding.counterEvidence),
    remedy: findingRemedies(finding, shared.originator, shared.responder),
  };
}

/** To the millisecond: no timeout is known better. */
function secondsOf(nanoseconds: number): number {
  return Math.round(nanoseconds / 1e6) / 1000;
}
