/** Who probes, in words: a side, or a middlebox in its name. */
import { foreignProbes } from '../diagnosis/middlebox-prober.ts';
import type { Verdict } from '../diagnosis/verdict.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { isOfProber, type ProberNames, roleOf } from './messages.ts';

export function proberNames(timeline: Timeline): ProberNames {
  return [nameOf(timeline, 0), nameOf(timeline, 1)];
}

/** Whether the verdict is about a prober that is a middlebox. */
export function isProbedByMiddlebox(timeline: Timeline, { code, direction }: Verdict): boolean {
  return direction !== null && isOfProber(code) && foreignProbes(timeline, direction) !== null;
}

function nameOf(timeline: Timeline, direction: 0 | 1): string {
  const role = roleOf(direction);
  return foreignProbes(timeline, direction) === null ? role : `middlebox in the name of the ${role}`;
}
