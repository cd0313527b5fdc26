/** A responder that closes in order when nobody has asked it for anything for a while. */
import type { Timeline } from '../timeline/timeline.ts';
import { SECOND } from '../tracking/time.ts';
import { SERVER_TIMEOUTS, type ServerTimeout } from './server-timeouts.ts';
import { isIdleClose, LATE } from './silences.ts';

/** Servers look at their connections now and then: once a second, or a few percent late (LATE). */
const LATE_BY = 0.3 * SECOND;
export const EARLY_BY: number = 0.05 * SECOND;

/** How long the connection had been without payload when the responder closed it first, ns; else null. */
export function closedByIdleResponder({ sides, closeIdle }: Timeline): number | null {
  const [originator, responder] = sides;
  if (closeIdle === null || !isIdleClose(closeIdle, originator.finFrame, responder.finFrame)) return null;
  // A server closes on a peer that has asked for something before.
  return originator.octets > 0 && responder.octets > 0 ? closeIdle : null;
}

/** The known timeouts that explain closes after `shortest` to `longest` ns of idleness. */
export function timeoutsNear(shortest: number, longest: number): ServerTimeout[] {
  return SERVER_TIMEOUTS.filter(({ seconds }) => explains(seconds, shortest, longest));
}

/** Whether a timeout of so many seconds does, whoever has it. */
export function explains(seconds: number, shortest: number, longest: number): boolean {
  const timeout = seconds * SECOND;
  return shortest >= timeout - EARLY_BY && longest <= latestClose(timeout);
}

/** The shortest timeout that explains a close after so long, ns. */
export function earliestTimeout(idle: number): number {
  return (idle - LATE_BY) / LATE;
}

/** When a server closes at the latest whose timeout, or whose first close, is this one, ns. */
export function latestClose(timeout: number): number {
  return timeout * LATE + LATE_BY;
}
