/** A verdict as codes and numbers; report/ makes the sentences. */
import type { Timeline } from '../timeline/timeline.ts';
import type { GiveUpForecast } from './give-up-forecast.ts';

/** What became of a connection, the gravest first. The codes are a contract. */
export const VERDICT_CODES = [
  'peer-dead',
  'peer-lost-state',
  'dropped-while-idle',
  'reset-on-resume',
  'retransmit-give-up',
  'zero-window-stall',
  'probing',
  'idle-unprotected',
  'half-closed',
  'reset',
  'alive',
  'closed',
  'incomplete',
] as const;

/** The place of a code in VERDICT_CODES. */
export function placeOf(code: VerdictCode): number {
  return VERDICT_CODES.indexOf(code);
}

export type VerdictCode = (typeof VERDICT_CODES)[number];

export type Confidence = 'certain' | 'likely' | 'possible';
export type Severity = 'info' | 'warning' | 'error';

/** What a frame proves. */
export type ProofCode =
  | 'probe-unanswered'
  | 'answer-lost'
  | 'answer-not-captured'
  | 'probe-pending'
  | 'probe-answered'
  | 'heartbeat-answered'
  | 'peer-probed-meanwhile'
  | 'probe-met-icmp-error'
  | 'prober-gave-up'
  | 'probe-met-reset'
  | 'connection-refused'
  | 'reset-by-peer'
  | 'reset-by-abort'
  | 'reset-after-close'
  | 'goodbye-met-reset'
  | 'reset-out-of-window'
  | 'resumed-with-data'
  | 'fin-unacknowledged'
  | 'last-retransmission'
  | 'last-segment'
  | 'window-probe-unanswered'
  | 'window-still-closed'
  | 'fin'
  | 'syn-unanswered'
  | 'first-segment'
  | 'probe-inferred';

export interface Proof {
  code: ProofCode;
  /** Counts over the timeline. */
  frame: number;
  /** The side that sent it: 0 originator, 1 responder. */
  direction: 0 | 1;
  /** A duration that belongs to it, ns. */
  duration?: number;
  /** Of `probe-inferred`: INFERRED_ bits of wire/segment.ts. */
  inference?: number;
}

export interface Verdict {
  code: VerdictCode;
  confidence: Confidence;
  /** The side that the verdict is about: who probed, resumed, sent in vain; null where it is about both. */
  direction: 0 | 1 | null;
  /** The duration that the summary names, ns, and the count; null where it names none. */
  duration: number | null;
  count: number | null;
  /** Why `incomplete`; null for every other code. */
  reason: IncompleteReason | null;
  /** Of `probing`: when the prober will give up; null where that cannot be said, and for every other code. */
  forecast: GiveUpForecast | null;
  evidence: Proof[];
  counterEvidence: Proof[];
}

export type IncompleteReason =
  | 'no-answer-to-syn'
  | 'handshake-unfinished'
  | 'one-direction'
  | 'too-few-segments';

/** Says the verdict where it fits, else null. Rules are asked in the order of diagnosis/diagnose.ts. */
export type VerdictRule = (timeline: Timeline) => Verdict | null;

/** A verdict with what most of them have in common filled in. */
export function verdict(code: VerdictCode, confidence: Confidence, rest: Partial<Verdict>): Verdict {
  return {
    code,
    confidence,
    direction: null,
    duration: null,
    count: null,
    reason: null,
    forecast: null,
    evidence: [],
    counterEvidence: [],
    ...rest,
  };
}
