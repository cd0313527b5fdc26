/**
 * `redundant-keepalives`: both sides probe, or the application has heartbeats and a kernel probes besides. Either one
 * alone holds the path open; but each learns of a dead peer only by its own, so both may be wanted.
 */
import type { Heartbeat } from '../../heartbeat/heartbeat.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { type Finding, type FindingProof, type FindingRule, finding } from '../finding.ts';
import type { VerdictCode } from '../verdict.ts';

/** One probe may be the remains of another setting. */
const PROBES_AT_LEAST = 2;
const BEATS_AT_LEAST = 3;
const UNANSWERED_AT_MOST = 2;

/** Where a peer was lost, each side's probes did their own work. */
const LOST: ReadonlySet<VerdictCode> = new Set(['peer-dead', 'peer-lost-state', 'probing']);

export const redundantKeepalives: FindingRule = (timeline, { verdict }) => {
  if (LOST.has(verdict.code)) return null;
  const [originator, responder] = timeline.sides.map(({ prober }) => prober?.probes ?? 0);
  if (originator === undefined || responder === undefined) return null;
  if (originator < PROBES_AT_LEAST || responder < PROBES_AT_LEAST)
    return besideHeartbeats(timeline, originator, responder);
  return finding('redundant-keepalives', 'info', 'certain', {
    count: originator + responder,
    evidence: [...lastProbe(timeline, 0), ...lastProbe(timeline, 1)].sort((a, b) => a.frame - b.frame),
  });
};

/** One side probes, and heartbeats go on as well. */
function besideHeartbeats(timeline: Timeline, originator: number, responder: number): Finding | null {
  const heartbeat = timeline.heartbeats.beats.find(isWorking);
  const direction = originator >= PROBES_AT_LEAST ? 0 : 1;
  if (heartbeat === undefined || Math.max(originator, responder) < PROBES_AT_LEAST) return null;
  const beat: FindingProof = {
    code: 'heartbeat',
    frame: heartbeat.last.frame,
    direction: heartbeat.direction,
  };
  return finding('redundant-keepalives', 'info', 'certain', {
    direction,
    count: Math.max(originator, responder),
    duration: heartbeat.period,
    reason: 'with-heartbeat',
    evidence: [...lastProbe(timeline, direction), beat].sort((a, b) => a.frame - b.frame),
  });
}

/** It goes on, and is answered where it is to be: an application that hangs makes nothing redundant. */
function isWorking({ beats, unansweredCount }: Heartbeat): boolean {
  return beats >= BEATS_AT_LEAST && unansweredCount < UNANSWERED_AT_MOST;
}

function lastProbe({ sides }: Timeline, direction: 0 | 1): FindingProof[] {
  const last = sides[direction].probes.at(-1);
  return last === undefined ? [] : [{ code: 'probe-of-side', frame: last.frame, direction }];
}
