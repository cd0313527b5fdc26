/**
 * `keepalive-absent`: a silence that a middlebox may not survive, and no probe of either side in it. Keepalive is off,
 * or waits longer than that; a sysctl alone enables nothing (RFC 9293 §3.8.4, MUST-25: off unless asked for).
 */
import type { Timeline } from '../../timeline/timeline.ts';
import { SECOND } from '../../tracking/time.ts';
import { DEFAULT_AT_LATEST } from '../default-keepalive.ts';
import { type FindingProof, type FindingRule, finding } from '../finding.ts';
import type { Verdict } from '../verdict.ts';

/** The shortest idle timeouts of middleboxes are a minute (middleboxes.ts). */
const MIDDLEBOX_SHORTEST = 60 * SECOND;
/** Longer than any capture: the times are unusable. */
const BELIEVABLE = 30 * 86_400 * SECOND;

export const keepaliveAbsent: FindingRule = (timeline, { verdict }) => {
  const { sides } = timeline;
  if (sides.some(({ prober }) => prober !== null && prober.probes > 0)) return null;
  const gap = gapOf(timeline, verdict);
  if (gap === null || gap.silence < MIDDLEBOX_SHORTEST || gap.silence > BELIEVABLE) return null;
  const isCut = verdict.code !== 'idle-unprotected';
  return finding(
    'keepalive-absent',
    isCut ? 'warning' : 'info',
    gap.silence > DEFAULT_AT_LATEST ? 'certain' : 'likely',
    { duration: gap.silence, direction: isCut ? verdict.direction : null, evidence: [gap.proof] },
  );
};

/** The silence that the verdict is about. */
function gapOf(
  { sides, trailingSilence, lastFrame, lastDirection }: Timeline,
  { code, direction }: Verdict,
): { silence: number; proof: FindingProof } | null {
  if (code === 'idle-unprotected') {
    const proof = {
      code: 'last-segment',
      frame: lastFrame,
      direction: lastDirection,
      duration: trailingSilence,
    } as const;
    return { silence: trailingSilence, proof };
  }
  if ((code !== 'dropped-while-idle' && code !== 'reset-on-resume') || direction === null) return null;
  const { resume } = sides[direction];
  // Once a side has closed, it need not keep the connection.
  if (resume === null || sides.some(({ finFrame }) => finFrame > 0 && finFrame < resume.frame)) return null;
  const { frame, silence, isFin } = resume;
  const proof = isFin ? 'closed-when-idle' : 'resumed-with-data';
  return { silence, proof: { code: proof, frame, direction, duration: silence } };
}
