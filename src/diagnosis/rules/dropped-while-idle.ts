/**
 * `dropped-while-idle`: after an idle gap the first data went unanswered, with back-off. Something between the two
 * forgot the connection while it was silent, or the peer went away unnoticed.
 */
import { opposite } from '../../tracking/rows.ts';
import { type VerdictRule, verdict } from '../verdict.ts';
import { followsIdleGap, lastOf, sureness, unacknowledgedSide } from './unacknowledged.ts';

export const droppedWhileIdle: VerdictRule = (timeline) => {
  const direction = unacknowledgedSide(timeline);
  if (direction === null) return null;
  const { resume, resentTimes } = timeline.sides[direction];
  if (resume === null || !followsIdleGap(timeline.sides[direction])) return null;
  // A peer that had closed its end before may be done with the connection: its FIN_WAIT2 ends after a minute or so.
  const peer = opposite(direction);
  const { finFrame } = timeline.sides[peer];
  const hadClosed = finFrame > 0 && finFrame < resume.frame;
  return verdict('dropped-while-idle', hadClosed ? 'possible' : sureness(timeline, direction), {
    direction,
    duration: resume.silence,
    count: resentTimes,
    evidence: [
      { code: 'resumed-with-data', frame: resume.frame, direction, duration: resume.silence },
      lastOf(timeline, direction),
    ],
    counterEvidence: hadClosed ? [{ code: 'fin', frame: finFrame, direction: peer }] : [],
  });
};
