/**
 * `dropped-while-idle`: after an idle gap the first data, or the close, went unanswered, with back-off. Something between
 * the two forgot the connection while it was silent, or the peer went away unnoticed.
 */
import { opposite } from '../../tracking/rows.ts';
import { type VerdictRule, verdict } from '../verdict.ts';
import { closedBefore } from './closed-before.ts';
import { followsIdleGap, lastOf, sureness, unacknowledgedSide } from './unacknowledged.ts';

export const droppedWhileIdle: VerdictRule = (timeline) => {
  const direction = unacknowledgedSide(timeline);
  if (direction === null) return null;
  const { resume, resentTimes } = timeline.sides[direction];
  if (resume === null || !followsIdleGap(timeline, direction)) return null;
  const counterEvidence = closedBefore(timeline, opposite(direction), resume.frame);
  return verdict(
    'dropped-while-idle',
    counterEvidence.length > 0 ? 'possible' : sureness(timeline, direction),
    {
      direction,
      duration: resume.silence,
      count: resentTimes,
      evidence: [
        {
          code: resume.isFin ? 'fin-unacknowledged' : 'resumed-with-data',
          frame: resume.frame,
          direction,
          duration: resume.silence,
        },
        lastOf(timeline, direction),
      ],
      counterEvidence,
    },
  );
};
