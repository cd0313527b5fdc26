/** A RST that answers nothing: it ended a silence, so a timer sent it, or somebody who had waited for long enough. */

import { SECOND } from '../tracking/time.ts';
import { MIDDLEBOXES, type Middlebox } from './middleboxes.ts';
import { EARLY_BY, latestClose } from './server-close.ts';

/** Sooner it is the end of a conversation, ns. */
export const IDLE_RESET_AFTER: number = 2 * SECOND;

/** What is known to reset connections that were silent for so long, ns. */
export function resettersAfter(silence: number): Middlebox[] {
  return MIDDLEBOXES.filter(({ seconds, expiry }) => {
    const timeout = seconds * SECOND;
    const resets = expiry === 'reset' || expiry === 'either';
    return resets && silence >= timeout - EARLY_BY && silence <= latestClose(timeout);
  });
}
