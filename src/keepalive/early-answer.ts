/**
 * Answers that were captured before their probe: with several queues a network card hands out what came in one order in
 * another. After idle time a host says nothing unasked, so a bare acknowledgment of nothing new that no probe had asked
 * for belongs to the probe that follows it at once.
 */
import { type Direction, IDLE_AT_LEAST, opposite } from '../tracking/rows.ts';
import { NOTABLE_UNPROMPTED, type Step } from '../tracking/step.ts';
import { SECOND } from '../tracking/time.ts';
import type { Segment } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import { isAboutGap } from './answers.ts';
import type { Classified } from './classified.ts';
import type { Answer } from './last-answer.ts';

/** No capture turns more than this around, and no host probes twice so soon, ns. */
const TURNED_AROUND = 0.05 * SECOND;

/** How many times as long as any other an answer may take. */
const STALE = 4;

/** The earlier probe that has an answer so far, though it came much later than answers do; those before took at most `longestRtt`, ns. */
interface Given {
  probe: number;
  longestRtt: number;
}

export interface EarlyAnswer extends Answer {
  direction: Direction;
  frame: number;
  acknowledgment: number;
  /** When its sender had last sent something that restarts its peer's idle clock, ns. */
  acceptedBefore: number;
  given: Given | null;
  /** It as a held frame; null where nobody listens. */
  classified: Classified | null;
}

/** An unprompted acknowledgment (NOTABLE_UNPROMPTED), as the answer to a probe that may follow; null: it is none. */
export function earlyAnswer(
  { direction, acceptedBefore, notable }: Step,
  segment: Segment,
  given: Given | null,
  held: Classified | null,
): EarlyAnswer | null {
  if ((notable & NOTABLE_UNPROMPTED) === 0 || isAboutGap(segment)) return null;
  const { frame, time, acknowledgment, window, hasTimestamps, timestampValue } = segment;
  const numbers = { frame, time, acknowledgment, window, hasTimestamps, timestampValue };
  return { ...numbers, direction, acceptedBefore, given, classified: held };
}

/** Whether an answer that took `took` ns is rather that of a probe not captured yet: no other took nearly so long. */
export function isStale(took: number, longestRtt: number): boolean {
  return longestRtt > 0 && took > Math.max(IDLE_AT_LEAST, STALE * longestRtt);
}

/** Whether it may still be the answer to a probe that is captured now. */
export function isPending(early: EarlyAnswer, segment: Segment): boolean {
  return Math.abs(segment.time - early.time) <= TURNED_AROUND;
}

/** Whether it answers the probe. */
export function answersLater(early: EarlyAnswer, step: Step, probe: Segment): boolean {
  return early.direction === opposite(step.direction) && distance(probe.sequence, early.acknowledgment) === 1;
}
