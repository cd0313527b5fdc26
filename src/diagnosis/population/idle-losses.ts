/** What a connection says about idle timeouts: the silence that it was lost in, or the longest one that it survived. */
import type { Timeline } from '../../timeline/timeline.ts';
import { opposite } from '../../tracking/rows.ts';
import { SECOND } from '../../tracking/time.ts';
import { closedBefore } from '../rules/closed-before.ts';
import type { Verdict, VerdictCode } from '../verdict.ts';

export interface LostConnection {
  id: number;
  /** The silence before it was lost, and the longest one that it had survived before; ns. */
  silence: number;
  precedent: number;
  /** What was sent after the silence: its frame, its side, its time in ns. */
  frame: number;
  direction: 0 | 1;
  lostAt: number;
  /** It was answered by RST; otherwise by nothing. */
  byReset: boolean;
}

/** Middleboxes forget after a minute or longer; with timers that somebody has set lower, half of that. */
const SILENCE_AT_LEAST = 30 * SECOND;

/** The verdicts of connections that were lost after a silence, if it was long enough. */
export const LOST: ReadonlySet<VerdictCode> = new Set([
  'dropped-while-idle',
  'reset-on-resume',
  'peer-lost-state',
]);

/** Null where the connection was not lost after a silence. */
export function lostConnection(
  id: number,
  timeline: Timeline,
  { code, direction }: Verdict,
): LostConnection | null {
  const lost = code === 'peer-lost-state' ? byProbe(id, timeline) : byData(id, timeline, code, direction);
  return lost === null || lost.silence < SILENCE_AT_LEAST ? null : lost;
}

function byData(
  id: number,
  timeline: Timeline,
  code: VerdictCode,
  direction: 0 | 1 | null,
): LostConnection | null {
  if (direction === null || (code !== 'dropped-while-idle' && code !== 'reset-on-resume')) return null;
  const { sides, lastTime } = timeline;
  const { resume } = sides[direction];
  if (resume === null || closedBefore(timeline, opposite(direction), resume.frame).length > 0) return null;
  const { frame, silence, precedent } = resume;
  return { id, silence, precedent, frame, direction, lostAt: lastTime, byReset: code === 'reset-on-resume' };
}

/** A probe that was answered by RST. The peer's own probes would have kept the path open since what is counted from. */
function byProbe(id: number, timeline: Timeline): LostConnection | null {
  const { sides, lostState } = timeline;
  if (lostState === null) return null;
  const { frame, time, direction, position, sincePeer } = lostState.probe;
  if (position !== 1 || sincePeer === null || sides[opposite(direction)].prober !== null) return null;
  if (closedBefore(timeline, opposite(direction), frame).length > 0) return null;
  return { id, silence: sincePeer, precedent: 0, frame, direction, lostAt: time, byReset: true };
}

const SURVIVED: ReadonlySet<VerdictCode> = new Set(['alive', 'closed', 'half-closed', 'idle-unprotected']);

/** The longest silence after which both sides went on, ns; 0 where that is not certain. */
export function survivedSilence({ sides, survivedSilence: silence }: Timeline, code: VerdictCode): number {
  const [originator, responder] = sides;
  const isWhole = originator.spoke && responder.spoke && !originator.outstanding && !responder.outstanding;
  return isWhole && SURVIVED.has(code) ? silence : 0;
}
