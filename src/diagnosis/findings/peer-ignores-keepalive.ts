/**
 * `peer-ignores-keepalive`: no probe was ever answered, though the peer is there and goes on with the conversation.
 * Some small stacks do not answer an empty segment below their window (the garbage octet of RFC 9293 §3.8.4, MAY-6, is for them); the
 * prober may give up on a healthy peer.
 */
import { opposite } from '../../tracking/rows.ts';
import { type FindingProof, type FindingRule, finding } from '../finding.ts';

/** Fewer may be loss. */
const PROBES_AT_LEAST = 3;
/** How often the peer must have been heard of after probes in vain. */
const RETURNS_AT_LEAST = 2;
/** Frames that show it; more prove no more. */
const SHOWN = 20;

export const peerIgnoresKeepalive: FindingRule = ({ sides }) => {
  for (const direction of [0, 1] as const) {
    const { prober, probes } = sides[direction];
    if (prober === null || prober.probes < PROBES_AT_LEAST) continue;
    const { unanswered, pending } = prober.outcomes;
    if (unanswered + pending < prober.probes) continue;
    // A first probe of a run that comes sooner after the peer than after the probe before: the peer has spoken between.
    const returns = probes.filter(({ time, sincePeer }, index) => {
      const before = probes[index - 1];
      return before !== undefined && sincePeer !== null && time - sincePeer > before.time;
    }).length;
    const last = probes.at(-1);
    const isThere = last !== undefined && sides[opposite(direction)].acceptedTime > last.time;
    if (last === undefined || returns + (isThere ? 1 : 0) < RETURNS_AT_LEAST) continue;
    const evidence: FindingProof[] = probes.slice(0, SHOWN).map(({ frame }) => ({
      code: 'probe-unanswered',
      frame,
      direction,
    }));
    return finding('peer-ignores-keepalive', 'warning', 'likely', {
      direction,
      count: prober.probes,
      other: returns + (isThere ? 1 : 0),
      evidence,
    });
  }
  return null;
};
