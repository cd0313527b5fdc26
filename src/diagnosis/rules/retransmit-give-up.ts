/**
 * `retransmit-give-up`: data went unacknowledged until silence, with no idle gap before. The path or the peer was lost
 * in the middle of a conversation; keepalive does not run while data is outstanding (RFC 9293 §3.8.4, MUST-26).
 */
import { type VerdictRule, verdict } from '../verdict.ts';
import { followsIdleGap, lastOf, sureness, unacknowledgedSide } from './unacknowledged.ts';

export const retransmitGiveUp: VerdictRule = (timeline) => {
  const direction = unacknowledgedSide(timeline);
  if (direction === null || followsIdleGap(timeline, direction)) return null;
  const { finFrame, onlyFinOutstanding, resentTimes } = timeline.sides[direction];
  const fin = { code: 'fin-unacknowledged', frame: finFrame, direction } as const;
  return verdict('retransmit-give-up', sureness(timeline, direction), {
    direction,
    duration: timeline.trailingSilence,
    count: resentTimes,
    evidence: [...(onlyFinOutstanding ? [fin] : []), lastOf(timeline, direction)],
  });
};
