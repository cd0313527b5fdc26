/**
 * A finding as codes and numbers: something worth knowing beside the verdict, about one connection or several. report/
 * makes the sentences. A wrong finding is worse than none: a rule that is not sure says nothing, and one that is not
 * certain says so.
 */
import type { Estimate } from '../keepalive/settings.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { FindingCode } from './finding-codes.ts';
import type { Limit } from './limit.ts';
import type { NamedTimeout } from './middleboxes.ts';
import type { Confidence, Proof, ProofCode, Severity, Verdict } from './verdict.ts';

/** What a frame proves of a finding, beside what it may prove of a verdict. */
export type FindingProofCode =
  | ProofCode
  | 'probe-acknowledged-in-vain'
  | 'probe-of-side'
  | 'probe-late'
  | 'probe-pushed'
  | 'probe-with-old-acknowledgment'
  | 'probe-of-other-distance'
  | 'probe-without-timestamps'
  | 'probe-without-identification'
  | 'probe-with-smaller-window'
  | 'window-probe'
  | 'icmp-error'
  | 'reset-of-other-distance'
  | 'reset-sooner-than-answers'
  | 'reset-without-identification'
  | 'reset-without-timestamps'
  | 'reset-by-stateless-host'
  | 'closed-when-idle'
  | 'reset-when-idle'
  | 'request-after-fin'
  | 'request-before-fin'
  | 'request-met-reset'
  | 'still-there'
  | 'data-unacknowledged'
  | 'silence-survived'
  | 'silence-not-survived'
  | 'open-at-end'
  | 'copied-connection'
  | 'heartbeat'
  | 'heartbeat-unanswered'
  | 'last-payload'
  | 'ended-after-silence'
  | 'too-many-pings';

export interface FindingProof extends Omit<Proof, 'code'> {
  code: FindingProofCode;
  /** Numbers that the sentence names; what they are depends on the code. */
  numbers?: readonly [number, number];
}

/** Variants of a finding that are said in other words. */
export type FindingReason =
  | 'with-answers'
  | 'without-answers'
  | 'together'
  | 'often'
  | 'pushed'
  | 'old-acknowledgment'
  | 'with-heartbeat'
  | 'announced'
  | 'by-reset'
  | 'of-syn';

export interface Finding {
  code: FindingCode;
  severity: Severity;
  confidence: Confidence;
  /** The side that it is about; null where it is about both, or not about the same one of several connections. */
  direction: 0 | 1 | null;
  /** What the sentence names, where it names any: a duration and another one beside it, ns, and a count. */
  duration: number | null;
  other: number | null;
  count: number | null;
  reason: FindingReason | null;
  /** The timeout that it is measured against, or that it bounds. */
  limit: Limit | null;
  /** Known timeouts that fit. */
  products: readonly NamedTimeout[];
  /** Of one over connections: those concerned, by id, up to a bound; and how many there are. */
  ids: readonly number[];
  connections: number;
  evidence: FindingProof[];
  counterEvidence: FindingProof[];
}

/** What a rule may ask beside the timeline. */
export interface FindingContext {
  readonly verdict: Verdict;
  /** The shortest idle timeout on the path, declared or inferred from other connections; null where nothing is known. */
  readonly limit: Limit | null;
  /** The idle time of a side's keepalive; null where it has none or the capture does not show it. */
  idleOf(direction: 0 | 1): Estimate | null;
}

/** Says the finding where it applies, else null. */
export type FindingRule = (timeline: Timeline, context: FindingContext) => Finding | null;

/** A finding with what most of them have in common filled in. */
export function finding(
  code: FindingCode,
  severity: Severity,
  confidence: Confidence,
  rest: Partial<Finding>,
): Finding {
  return {
    code,
    severity,
    confidence,
    direction: null,
    duration: null,
    other: null,
    count: null,
    reason: null,
    limit: null,
    products: [],
    ids: [],
    connections: 1,
    evidence: [],
    counterEvidence: [],
    ...rest,
  };
}
