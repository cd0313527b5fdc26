/** `alive`: open at the end; the last probe was answered, or data was flowing. What is left when nothing went wrong. */
import type { Exchange } from '../../keepalive/exchange.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { heardLast } from '../../timeline/trailing-run.ts';
import { opposite } from '../../tracking/rows.ts';
import { SECOND } from '../../tracking/time.ts';
import { DEFAULT_INTERVAL } from '../default-keepalive.ts';
import { isLongSilence } from '../silences.ts';
import { type Confidence, type Proof, type Verdict, verdict } from '../verdict.ts';

/** A prober that stays silent for longer than this many of its idle times has stopped, or its probes are not captured. */
const IDLE_TIMES = 2;
/** The same time twice, ns. */
const EQUAL = SECOND / 1000;

export function alive(timeline: Timeline): Verdict {
  const { sides } = timeline;
  const answered = [sides[0].prober?.lastAnswered() ?? null, sides[1].prober?.lastAnswered() ?? null].filter(
    (probe) => probe !== null,
  );
  const last = answered.sort((a, b) => b.answerFrame - a.answerFrame)[0];
  const heard = heardUncaptured(timeline);
  if (heard !== null) return heard;
  if (last === undefined) return byHeartbeat(timeline) ?? byLastSegment(timeline);
  const { answerFrame: frame, direction } = last;
  const proof: Proof = { code: 'probe-answered', frame, direction: opposite(direction) };
  return lastSeen(timeline, direction, proof, nextAfter(timeline, last), 'certain');
}

/** How long after an answered probe the next one may be due, ns: the longer of idle time and interval. Null where nothing shows it. */
function nextAfter({ sides }: Timeline, last: Exchange): number | null {
  const { sincePeer, time, direction } = last;
  if (sincePeer === null) return null;
  const { probes } = sides[direction];
  const before = probes[probes.findIndex(({ frame }) => frame === last.frame) - 1];
  const wasAnswer = before !== undefined && Math.abs(time - before.answerTime - sincePeer) < EQUAL;
  return wasAnswer ? sincePeer : Math.max(sincePeer, DEFAULT_INTERVAL);
}

/** By a prober's timestamps, where its answers are missing in the capture alone: later than all that is there of its peer. */
function heardUncaptured(timeline: Timeline): Verdict | null {
  const { sides, survivedSilence } = timeline;
  for (const { prober } of sides) {
    const probe = prober === null ? null : heardLast(prober);
    if (probe === null || sides[opposite(probe.direction)].acceptedTime > probe.time) continue;
    const { frame, direction } = probe;
    return lastSeen(
      timeline,
      direction,
      { code: 'answer-not-captured', frame, direction },
      survivedSilence,
      'likely',
    );
  }
  return null;
}

/** By the last proof of a prober; if its next probe was due since then, it was alive when last seen. `idle`: see isOverdue(). */
function lastSeen(
  timeline: Timeline,
  direction: 0 | 1,
  proof: Proof,
  idle: number | null,
  sureness: Confidence,
): Verdict {
  const { trailingSilence: duration, lastFrame: frame, lastDirection } = timeline;
  if (!isOverdue(timeline, idle)) return verdict('alive', sureness, { direction, evidence: [proof] });
  const last: Proof = { code: 'last-segment', frame, direction: lastDirection, duration };
  return verdict('alive', 'possible', { direction, duration, evidence: [proof, last] });
}

/** Whether the next probe was due before the end. `idle`: the idle time before the last one, ns; null: not known. */
function isOverdue({ trailingSilence, survivedSilence }: Timeline, idle: number | null): boolean {
  return idle === null
    ? isLongSilence(trailingSilence, survivedSilence)
    : trailingSilence > IDLE_TIMES * idle;
}

/** The last answer to a heartbeat, where no more than one has been missed since. */
function byHeartbeat({ heartbeats, trailingSilence }: Timeline): Verdict | null {
  for (const { lastAnswer, direction, period } of heartbeats.beats) {
    if (lastAnswer === null || lastAnswer.frame === 0) continue;
    return verdict('alive', trailingSilence > IDLE_TIMES * (period ?? 0) ? 'likely' : 'certain', {
      direction,
      evidence: [{ code: 'heartbeat-answered', frame: lastAnswer.frame, direction: opposite(direction) }],
    });
  }
  return null;
}

function byLastSegment({ lastFrame, lastDirection: direction }: Timeline): Verdict {
  return verdict('alive', 'likely', { evidence: [{ code: 'last-segment', frame: lastFrame, direction }] });
}
