/** `alive`: open at the end; the last probe was answered, or data was flowing. What is left when nothing went wrong. */
import type { Timeline } from '../../timeline/timeline.ts';
import { opposite } from '../../tracking/rows.ts';
import { type Verdict, verdict } from '../verdict.ts';

/** A prober that stays silent for longer than this many of its idle times has stopped, or its probes are not captured. */
const IDLE_TIMES = 2;

export function alive({ sides, lastFrame, trailingSilence }: Timeline): Verdict {
  const answered = [sides[0].prober?.lastAnswered() ?? null, sides[1].prober?.lastAnswered() ?? null].filter(
    (probe) => probe !== null,
  );
  const last = answered.sort((a, b) => b.answerFrame - a.answerFrame)[0];
  if (last !== undefined)
    return verdict(
      'alive',
      trailingSilence > IDLE_TIMES * (last.sincePeer ?? Infinity) ? 'possible' : 'certain',
      {
        direction: last.direction === 0 ? 0 : 1,
        evidence: [{ code: 'probe-answered', frame: last.answerFrame, direction: opposite(last.direction) }],
      },
    );
  const direction = sides[0].lastTime > sides[1].lastTime ? 0 : 1;
  return verdict('alive', 'likely', { evidence: [{ code: 'last-segment', frame: lastFrame, direction }] });
}
