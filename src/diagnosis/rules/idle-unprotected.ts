/**
 * `idle-unprotected`: open at the end after a long silence, with no probe and no heartbeat that was to come. If the other side has gone, nobody will
 * notice until there is something to send.
 */
import { SECOND } from '../../tracking/time.ts';
import { longestProtectedSilence } from '../heartbeat-protection.ts';
import { type VerdictRule, verdict } from '../verdict.ts';

/** A silence is long when it exceeds the connection's own rhythm, or lasts this long whatever the rhythm was. */
const LONG = 10 * SECOND;
const LONG_FOR_ANYONE = 300 * SECOND;
const OUT_OF_RHYTHM = 1.5;

/** Whether a connection was silent for long at the end, ns. `survived`: its longest silence before. */
export function isLongSilence(trailing: number, survived: number): boolean {
  return trailing >= LONG && (trailing >= LONG_FOR_ANYONE || trailing >= OUT_OF_RHYTHM * survived);
}

export const idleUnprotected: VerdictRule = (timeline) => {
  const { sides, trailingSilence, survivedSilence, lastFrame, lastDirection: direction } = timeline;
  if (sides[0].prober !== null || sides[1].prober !== null) return null;
  if (!isLongSilence(trailingSilence, survivedSilence)) return null;
  if (trailingSilence <= longestProtectedSilence(timeline)) return null;
  return verdict('idle-unprotected', 'likely', {
    duration: trailingSilence,
    evidence: [{ code: 'last-segment', frame: lastFrame, direction, duration: trailingSilence }],
  });
};
