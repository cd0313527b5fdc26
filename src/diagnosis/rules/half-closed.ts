/** `half-closed`: FIN from one side only at the end. The other may still send, or has forgotten to close. */
import { opposite } from '../../tracking/rows.ts';
import { type VerdictRule, verdict } from '../verdict.ts';

export const halfClosed: VerdictRule = ({ sides, captureEnd, lastTime }) => {
  const direction = sides[0].finFrame > 0 ? 0 : 1;
  const frame = sides[direction].finFrame;
  // One direction of a capture shows one FIN of an ordinary close.
  if (frame === 0 || !sides[opposite(direction)].seen) return null;
  return verdict('half-closed', 'certain', {
    direction,
    duration: captureEnd > lastTime ? captureEnd - lastTime : null,
    evidence: [{ code: 'fin', frame, direction }],
  });
};
