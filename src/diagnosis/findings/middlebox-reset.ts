/**
 * `middlebox-reset`: the RST carries a side's address, but came from somewhere else: over another number of hops than
 * that side's packets, or sooner than that side can answer. A host without the connection sends a bare RST (number from
 * the segment it answers, no options, window 0, IP identification 0); a live stack that aborts sends RST,ACK with its
 * usual options and identification (Linux tcp_v4_send_reset and tcp_send_active_reset; measured).
 */
import type { TimelineReset } from '../../timeline/reset.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { opposite } from '../../tracking/rows.ts';
import { SECOND } from '../../tracking/time.ts';
import { type FindingProof, type FindingRule, finding } from '../finding.ts';
import { hopsOf } from '../hops.ts';

/** A route may change by a hop. */
const HOPS_AT_LEAST = 2;
/** The quickest answer that is known is halved by no luck; below this, clocks and queues decide. */
const SOONER = 0.5;
const SHORTEST_RTT = 0.001 * SECOND;
const ANSWERS_AT_LEAST = 3;

export const middleboxReset: FindingRule = (timeline) => {
  const { reset } = timeline;
  // Captured twice, on both sides of a router, the same packet has two TTLs.
  if (reset === null || timeline.copies > 0) return null;
  const { direction, frame } = reset;
  const distance = byDistance(timeline, reset);
  const isSooner = cameSooner(timeline, reset);
  if (distance === null && !isSooner) return null;
  const evidence: FindingProof[] = [];
  if (distance !== null)
    evidence.push({ code: 'reset-of-other-distance', frame, direction, numbers: distance.ttls });
  if (isSooner) evidence.push({ code: 'reset-sooner-than-answers', frame, direction });
  const shapes = strangeShape(timeline, reset);
  evidence.push(...shapes.map((code) => ({ code, frame, direction }) as const));
  const isLikely = isSooner || distance?.isNear === true || shapes.length > 0;
  if (!isLikely && (distance?.hops ?? 0) < HOPS_AT_LEAST) return null;
  return finding('middlebox-reset', 'warning', isLikely ? 'likely' : 'possible', {
    direction,
    evidence,
    counterEvidence:
      shapes.length === 0 && isStateless(reset) && !isSooner && distance?.isNear !== true
        ? [{ code: 'reset-by-stateless-host', frame, direction }]
        : [],
  });
};

/** Null where the RST came over as many hops as the side's other packets, or where that is not known. */
function byDistance(
  { sides }: Timeline,
  { direction, ttl }: TimelineReset,
): { hops: number; isNear: boolean; ttls: [number, number] } | null {
  const usual = sides[direction].ttl;
  const hops = hopsOf(ttl, usual);
  if (hops === null || hops[0] === hops[1]) return null;
  return { hops: Math.abs(hops[0] - hops[1]), isNear: hops[0] === 0, ttls: [ttl, usual] };
}

/** The RST followed the probe that it answers in less than half the time that any answer took. */
function cameSooner({ sides, lostState }: Timeline, reset: TimelineReset): boolean {
  if (lostState === null || lostState.frame !== reset.frame) return false;
  const times = sides[opposite(reset.direction)].probes
    .filter(({ outcome }) => outcome === 'acknowledged')
    .map(({ time, answerTime }) => answerTime - time);
  if (times.length < ANSWERS_AT_LEAST) return false;
  const quickest = Math.min(...times);
  const took = lostState.probe.answerTime - lostState.probe.time;
  return quickest >= SHORTEST_RTT && took < SOONER * quickest;
}

/** What a live stack of that side would have sent otherwise. Stacks differ here, so alone it says nothing. */
function strangeShape(
  { sides }: Timeline,
  { direction, withAcknowledgment, hasWindow, hasTimestamps, hasIdentification }: TimelineReset,
): ('reset-without-timestamps' | 'reset-without-identification')[] {
  const side = sides[direction];
  // Without a window, and with the number of what it answers, it may be the RST,ACK of a host without the connection.
  if (!withAcknowledgment || !hasWindow) return [];
  return [
    ...(side.usesTimestamps && !hasTimestamps ? (['reset-without-timestamps'] as const) : []),
    ...(side.countsPackets && !hasIdentification ? (['reset-without-identification'] as const) : []),
  ];
}

function isStateless({ withAcknowledgment, hasWindow, hasTimestamps }: TimelineReset): boolean {
  return !withAcknowledgment && !hasWindow && !hasTimestamps;
}
