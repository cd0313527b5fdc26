/** `closed`: FIN from both sides (RFC 9293 §3.6). A RST after that only hurries it. */
import { type VerdictRule, verdict } from '../verdict.ts';

export const closed: VerdictRule = ({ sides }) => {
  const [originator, responder] = sides;
  if (originator.finFrame === 0 || responder.finFrame === 0) return null;
  return verdict('closed', 'certain', {
    direction: originator.finFrame < responder.finFrame ? 0 : 1,
    evidence: [
      { code: 'fin', frame: originator.finFrame, direction: 0 } as const,
      { code: 'fin', frame: responder.finFrame, direction: 1 } as const,
    ].sort((a, b) => a.frame - b.frame),
  });
};
