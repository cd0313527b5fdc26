/** Which connections the findings over connections want to see, and why; each thread says it of its own. */
import type { Timeline } from '../../timeline/timeline.ts';
import { closedByIdleResponder } from '../server-close.ts';
import type { VerdictCode } from '../verdict.ts';
import { isOpenQuestion } from './capture-length.ts';
import { LOST } from './idle-losses.ts';

/** It has nothing but probes: so have many, and a bounded number of them is enough. */
export const NOTED_FOR_PROBES = 1;
/** Copies, lost after idleness, closed when idle, or open at the end with nothing to tell it by. */
export const NOTED = 2;

/** NOTED, NOTED_FOR_PROBES, or 0. */
export function noteOf(timeline: Timeline, code: VerdictCode): number {
  if (
    timeline.copies > 0 ||
    LOST.has(code) ||
    isOpenQuestion(timeline, code) ||
    closedByIdleResponder(timeline) !== null
  )
    return NOTED;
  const [originator, responder] = timeline.sides;
  return originator.prober !== null || responder.prober !== null ? NOTED_FOR_PROBES : 0;
}
