/** A RST that answers nothing: it ended a silence, so a timer sent it, or somebody who had waited for long enough. */

import type { Timeline } from '../timeline/timeline.ts';
import { SECOND } from '../tracking/time.ts';
import { MIDDLEBOXES, type Middlebox } from './middleboxes.ts';
import { onlyOneSide } from './rules/incomplete.ts';
import { EARLY_BY, latestClose } from './server-close.ts';

/** Sooner it is the end of a conversation, ns. */
const IDLE_RESET_AFTER: number = 2 * SECOND;

/** How long nothing was sent that the RST could answer, ns; null where it may answer something, or nobody knows. */
export function silenceBeforeReset(timeline: Timeline): number | null {
  const [originator, responder] = timeline.sides;
  const silence = timeline.silenceBeforeReset ?? 0;
  const mayAnswer = originator.outstanding || responder.outstanding || onlyOneSide(timeline);
  return mayAnswer || silence < IDLE_RESET_AFTER ? null : silence;
}

/** What is known to reset connections that were silent for so long, ns. */
export function resettersAfter(silence: number): Middlebox[] {
  return MIDDLEBOXES.filter(({ seconds, expiry }) => {
    const timeout = seconds * SECOND;
    const resets = expiry === 'reset' || expiry === 'either';
    return resets && silence >= timeout - EARLY_BY && silence <= latestClose(timeout);
  });
}
