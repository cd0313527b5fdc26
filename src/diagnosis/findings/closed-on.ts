/** The responder closed an idle connection, and the originator's next request met the closed end: what reuse findings share. */
import type { Timeline } from '../../timeline/timeline.ts';
import { SECOND } from '../../tracking/time.ts';
import type { FindingProof } from '../finding.ts';

/** Closing sooner after the last payload than this is the end of a conversation, not of a pause. */
const IDLE_AT_LEAST = SECOND;
/** Where the round trip is not known; few paths take longer. */
const ROUND_TRIP = 0.25 * SECOND;
/** A program needs a moment to read the end of file once it is there, however short the way. */
const A_MOMENT = 0.02 * SECOND;

export interface MetClosedEnd {
  /** From the FIN to the request, ns; negative where the request was captured before it. */
  delay: number;
  /** How long the connection had been idle before it was closed, or before the request, ns. */
  idle: number;
  /** Within this time of the FIN, nobody can know of it; ns. */
  roundTrip: number;
  evidence: FindingProof[];
}

/** Null where no request was lost so. */
export function metClosedEnd(timeline: Timeline): MetClosedEnd | null {
  const { reset, sides, closeIdle } = timeline;
  // An originator that has closed waits for no answer any more: what comes then is that answer, not a request.
  if (reset === null || reset.direction === 0 || closeIdle === null) return null;
  const [originator, { finFrame }] = sides;
  const ownFin = originator.finFrame;
  if (finFrame === 0 || finFrame > reset.frame) return null;
  // It may have closed as well, once it knew; not before.
  if (ownFin !== 0 && ownFin < finFrame) return null;
  const request = requestOf(timeline, finFrame, closeIdle);
  if (request === null || request.idle < IDLE_AT_LEAST) return null;
  const proofs: FindingProof[] = [
    { code: 'closed-when-idle', frame: finFrame, direction: 1 },
    {
      code: request.delay < 0 ? 'request-before-fin' : 'request-after-fin',
      frame: request.frame,
      direction: 0,
      duration: Math.abs(request.delay),
    },
    { code: 'request-met-reset', frame: reset.frame, direction: 1 },
  ];
  return {
    delay: request.delay,
    idle: request.idle,
    roundTrip: timeline.handshake > 0 ? Math.max(timeline.handshake, A_MOMENT) : ROUND_TRIP,
    evidence: proofs.sort((a, b) => a.frame - b.frame),
  };
}

/** The data that was answered by RST: sent after the FIN, or on its way when the FIN came. */
function requestOf(
  { lateData, sides: [originator] }: Timeline,
  finFrame: number,
  closeIdle: number,
): { frame: number; delay: number; idle: number } | null {
  if (lateData !== null) return { ...lateData, idle: closeIdle };
  const { resume, outstanding } = originator;
  if (resume === null || !outstanding || resume.frame > finFrame) return null;
  // The request was the last payload before the FIN.
  return { frame: resume.frame, delay: -closeIdle, idle: resume.silence };
}
