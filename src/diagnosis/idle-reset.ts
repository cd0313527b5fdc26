/** A RST that answers nothing: it ended a silence, so a timer sent it, or somebody who had waited for long enough. */
import type { Timeline } from '../timeline/timeline.ts';
import { SECOND } from '../tracking/time.ts';
import { MIDDLEBOXES, type Middlebox } from './middleboxes.ts';
import { onlyOneSide } from './rules/incomplete.ts';
import { explains } from './server-close.ts';
import { hasSurvived, isIdleReset } from './silences.ts';
import type { VerdictCode } from './verdict.ts';

/** Sooner it is the end of a conversation, ns. */
const SILENT_AT_LEAST = 2 * SECOND;

/**
 * How long nothing was sent that the RST could answer, ns; null where it may answer something, where a longer silence was
 * survived, or where nobody knows.
 */
export function idleResetAfter(timeline: Timeline): number | null {
  const [originator, responder] = timeline.sides;
  const silence = timeline.silenceBeforeReset ?? 0;
  const mayAnswer = originator.outstanding || responder.outstanding || onlyOneSide(timeline);
  const isUsual = hasSurvived(silence, timeline.survivedSilence);
  return mayAnswer || isUsual || silence < SILENT_AT_LEAST ? null : silence;
}

/** The same of a connection with this verdict, where the RST may be that of a timer. */
export function timedResetAfter(timeline: Timeline, code: VerdictCode): number | null {
  const silence = code === 'reset' ? idleResetAfter(timeline) : null;
  return silence !== null && isIdleReset(silence) ? silence : null;
}

/** What is known to reset connections that were silent for so long, ns. */
export function resettersAfter(silence: number): Middlebox[] {
  return MIDDLEBOXES.filter(
    ({ seconds, expiry }) =>
      (expiry === 'reset' || expiry === 'either') && explains(seconds, silence, silence),
  );
}
