/** Which connections the findings over connections want to see; each thread says it of its own. */
import type { Timeline } from '../../timeline/timeline.ts';
import { closedByIdleResponder } from '../server-close.ts';
import type { VerdictCode } from '../verdict.ts';
import { isOpenQuestion } from './capture-length.ts';
import { LOST } from './idle-losses.ts';

/** Those with probes or copies, lost after idleness, closed when idle, or open at the end with nothing to tell them by. */
export function isNoteworthy(timeline: Timeline, code: VerdictCode): boolean {
  return (
    timeline.copies > 0 ||
    LOST.has(code) ||
    timeline.sides.some(({ prober }) => prober !== null) ||
    isOpenQuestion(timeline, code) ||
    closedByIdleResponder(timeline) !== null
  );
}
