/**
 * `malformed-keepalive`: probes that a peer may take for something else. A probe is one octet below SND.NXT with what a
 * plain acknowledgment has (RFC 9293 §3.8.4): PSH without payload, or an acknowledgment below one sent before (seen from
 * middleboxes that probe in a host's name), is not.
 */
import type { Exchange } from '../../keepalive/exchange.ts';
import { PSH } from '../../wire/segment.ts';
import { distance } from '../../wire/sequence.ts';
import { type FindingProofCode, type FindingReason, type FindingRule, finding } from '../finding.ts';

/** One may be an accident of reordering. */
const PROBES_AT_LEAST = 2;
/** Frames that show it; more prove no more. */
const SHOWN = 20;

export const malformedKeepalive: FindingRule = ({ sides }) => {
  for (const direction of [0, 1] as const) {
    const { probes } = sides[direction];
    if (probes.length === 0) continue;
    const kinds: [FindingReason, FindingProofCode, Exchange[]][] = [
      ['pushed', 'probe-pushed', probes.filter(({ flags, octets }) => octets === 0 && (flags & PSH) !== 0)],
      ['old-acknowledgment', 'probe-with-old-acknowledgment', withOldAcknowledgment(probes)],
    ];
    for (const [reason, code, malformed] of kinds) {
      if (malformed.length < PROBES_AT_LEAST) continue;
      const isInVain = malformed.every(({ answerFrame }) => answerFrame === 0);
      return finding('malformed-keepalive', isInVain ? 'warning' : 'info', 'certain', {
        direction,
        count: malformed.length,
        reason,
        evidence: malformed.slice(0, SHOWN).map(({ frame }) => ({ code, frame, direction })),
      });
    }
  }
  return null;
};

/** Probes that acknowledge less than one before them did. */
function withOldAcknowledgment(probes: readonly Exchange[]): Exchange[] {
  let highest: number | null = null;
  return probes.filter(({ acknowledgment }) => {
    if (highest !== null && distance(highest, acknowledgment) < 0) return true;
    highest = acknowledgment;
    return false;
  });
}
