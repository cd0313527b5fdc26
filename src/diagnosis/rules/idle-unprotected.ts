/**
 * `idle-unprotected`: open at the end after a long silence, with no probe and no heartbeat that was to come. If the other side has gone, nobody will
 * notice until there is something to send.
 */
import { longestProtectedSilence } from '../heartbeat-protection.ts';
import { isLongSilence } from '../silences.ts';
import { type VerdictRule, verdict } from '../verdict.ts';

export const idleUnprotected: VerdictRule = (timeline) => {
  const { sides, trailingSilence, survivedSilence, lastFrame, lastDirection: direction } = timeline;
  // Window probes come while something waits, and protect no silence.
  if (sides.some(({ prober }) => (prober?.probes ?? 0) > 0)) return null;
  if (!isLongSilence(trailingSilence, survivedSilence)) return null;
  if (trailingSilence <= longestProtectedSilence(timeline)) return null;
  return verdict('idle-unprotected', 'likely', {
    duration: trailingSilence,
    evidence: [{ code: 'last-segment', frame: lastFrame, direction, duration: trailingSilence }],
  });
};
