/**
 * `heartbeat-unanswered`: heartbeats of the application go unanswered to the end, though they were answered before, and
 * the peer's kernel acknowledges them: the application hangs. Keepalive cannot show that, because the kernel answers it.
 */
import type { Heartbeat } from '../../heartbeat/heartbeat.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { opposite } from '../../tracking/rows.ts';
import { SECOND } from '../../tracking/time.ts';
import { type Finding, type FindingProof, finding } from '../finding.ts';

/** One may be late, but for a sender that ends the connection because of it: many libraries wait for one answer only. */
const UNANSWERED_AT_LEAST = 2;
/** So many leave no doubt. */
const CERTAIN_FROM = 3;
/** An answer may take so long. */
const LATE_BY = SECOND;
/** Frames that show it; more prove no more. */
const SHOWN = 8;

export const heartbeatUnanswered = (timeline: Timeline): Finding | null => {
  for (const heartbeat of timeline.heartbeats.beats) {
    const { direction, answered, peerSpoke, unanswered, unansweredCount } = heartbeat;
    const last = unanswered.at(-1);
    if (answered === 0 || peerSpoke || last === undefined || !isAcknowledged(timeline, heartbeat)) continue;
    const ended = timeline.heartbeats.end;
    const end = ended?.time ?? timeline.captureEnd;
    const isPending = end - heartbeat.last.time < LATE_BY;
    const count = unansweredCount - (isPending ? 1 : 0);
    const hasGivenUp = !isPending && ended?.direction === direction;
    if (count < (hasGivenUp ? 1 : UNANSWERED_AT_LEAST)) continue;
    const evidence: FindingProof[] = unanswered
      .slice(0, Math.min(SHOWN, count))
      .map(({ frame }) => ({ code: 'heartbeat-unanswered', frame, direction }));
    if (hasGivenUp)
      evidence.push({
        code: 'ended-after-silence',
        frame: ended.frame,
        direction,
        duration: end - (heartbeat.lastAnswer?.time ?? heartbeat.first.time),
      });
    return finding('heartbeat-unanswered', 'error', count >= CERTAIN_FROM ? 'certain' : 'likely', {
      direction,
      count,
      duration: end - (unanswered[0]?.time ?? end),
      evidence: [...lastAnswer(heartbeat), ...evidence],
    });
  }
  return null;
};

/** Nothing of the sender is unacknowledged at the end: the peer's kernel is there. */
function isAcknowledged({ sides }: Timeline, { direction }: Heartbeat): boolean {
  return sides[opposite(direction)].seen && sides[direction].acknowledged && !sides[direction].outstanding;
}

function lastAnswer({ lastAnswer, direction }: Heartbeat): FindingProof[] {
  if (lastAnswer === null || lastAnswer.frame === 0) return [];
  return [{ code: 'heartbeat-answered', frame: lastAnswer.frame, direction: opposite(direction) }];
}
