/** In what a probe differs from what its side sent before: diagnosis/ tells by it who really sent it. */
import { HALF_ACK_KNOWN, HALF_WINDOW_KNOWN } from '../tracking/rows.ts';
import type { Step } from '../tracking/step.ts';
import { MISSING_WINDOW, type Segment } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import { SENT_OUTDATED, SENT_SHRINKS } from './exchange-row.ts';

/** SENT_ bits; none for what was captured late. */
export function marksOf(step: Step, segment: Segment): number {
  if (step.isLate) return 0;
  const isWindowKnown = (step.own & HALF_WINDOW_KNOWN) !== 0 && (segment.missing & MISSING_WINDOW) === 0;
  const ahead = distance(step.ownAcknowledged, segment.acknowledgment);
  const shrinks = isWindowKnown && ahead <= 0 && segment.window < step.ownWindow;
  const isOutdated = (step.own & HALF_ACK_KNOWN) !== 0 && ahead < 0;
  return (shrinks ? SENT_SHRINKS : 0) | (isOutdated ? SENT_OUTDATED : 0);
}
