/**
 * `heartbeat-one-way`: of a protocol whose sides both send heartbeats, or whose heartbeats are answered, only one side is
 * heard. It learns nothing of the other, whose end would go unnoticed.
 */
import type { Heartbeat } from '../../heartbeat/heartbeat.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { opposite } from '../../tracking/rows.ts';
import { type FindingRule, finding } from '../finding.ts';

/** Fewer may be the beginning. */
const BEATS_AT_LEAST = 3;
/** Other payload stands for a heartbeat: so many periods without any. */
const PERIODS_AT_LEAST = 2.5;

export const heartbeatOneWay: FindingRule = (timeline) => {
  const { beats } = timeline.heartbeats;
  for (const heartbeat of beats) {
    const { protocol, direction, period, isMutual, isAnswered, answered } = heartbeat;
    if (heartbeat.beats < BEATS_AT_LEAST || period === null) continue;
    if (!isMutual && (!isAnswered || answered > 0)) continue;
    const other = opposite(direction);
    if (!timeline.sides[other].seen || timeline.sides[direction].outstanding) continue;
    if (beats.some((one) => one.protocol === protocol && one.direction === other)) continue;
    if (silenceOf(timeline, heartbeat) < PERIODS_AT_LEAST * period) continue;
    return finding('heartbeat-one-way', 'info', 'likely', {
      direction,
      count: heartbeat.beats,
      duration: period,
      reason: isMutual ? null : 'without-answers',
      evidence: [
        { code: 'heartbeat', frame: heartbeat.first.frame, direction },
        { code: 'heartbeat', frame: heartbeat.last.frame, direction },
      ],
    });
  }
  return null;
};

/** How long the other side had sent nothing when the last heartbeat came, ns. */
function silenceOf({ heartbeats }: Timeline, { direction, first, last }: Heartbeat): number {
  const heard = heartbeats.lastPayload[opposite(direction)]?.time ?? first.time;
  return last.time - Math.max(first.time, heard);
}
