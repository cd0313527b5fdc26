/**
 * Probes whose sequence numbers a text does not print are known by their time, their answers and the timestamps. What
 * rests on them is no more than likely, and says why.
 */
import type { Exchange } from '../keepalive/exchange.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Finding } from './finding.ts';
import { LaterVerdict } from './later-verdict.ts';
import type { Confidence, Proof, Verdict } from './verdict.ts';

/** So many of the probes are named; the others are known alike. */
const MOST_NAMED = 3;

/** The verdict with the confidence that its probes allow. */
export function asInferred(verdict: Verdict, timeline: Timeline): Verdict {
  return new LaterVerdict(verdict.code, () => {
    const { confidence, evidence, counterEvidence } = verdict;
    const proofs = proofsOf(evidence, timeline);
    return {
      code: verdict.code,
      direction: verdict.direction,
      duration: verdict.duration,
      count: verdict.count,
      reason: verdict.reason,
      forecast: verdict.forecast,
      evidence,
      confidence: atMostLikely(confidence, proofs),
      counterEvidence: [...counterEvidence, ...proofs],
    };
  });
}

/** The finding likewise. */
export function findingAsInferred(finding: Finding, timeline: Timeline): Finding {
  const proofs = proofsOf(finding.evidence, timeline);
  if (proofs.length === 0) return finding;
  return {
    ...finding,
    confidence: atMostLikely(finding.confidence, proofs),
    counterEvidence: [...finding.counterEvidence, ...proofs],
  };
}

/** That the probes among the evidence, and those whose answers are, are inferred. */
function proofsOf(evidence: readonly { frame: number }[], timeline: Timeline): Proof[] {
  const frames = new Set(evidence.map(({ frame }) => frame));
  const isNamed = (probe: Exchange): boolean =>
    probe.inference !== 0 && (frames.has(probe.frame) || frames.has(probe.answerFrame));
  return timeline.sides
    .flatMap(({ probes }) => probes.filter(isNamed))
    .sort((one, other) => one.frame - other.frame)
    .slice(0, MOST_NAMED)
    .map(({ frame, direction, inference }) => ({ code: 'probe-inferred', frame, direction, inference }));
}

function atMostLikely(confidence: Confidence, proofs: readonly Proof[]): Confidence {
  return proofs.length > 0 && confidence === 'certain' ? 'likely' : confidence;
}
