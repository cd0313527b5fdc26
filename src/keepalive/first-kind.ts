/** What a probe is taken for when it is captured: a keepalive probe, a window probe, or one of the two. */
import type { Step } from '../tracking/step.ts';
import type { Segment } from '../wire/segment.ts';
import { isBeforeIdle } from './closed-window.ts';
import type { ProbeKind } from './exchange.ts';
import { suspected } from './restored.ts';
import { isDisplaced, Shape } from './shape.ts';
import type { Side } from './watch.ts';

/** Says the kind of the probe `id` of a side, and notes there what is to be found out. */
export function kindAtFirst(side: Side, id: number, shape: Shape, step: Step, segment: Segment): ProbeKind {
  if (shape === Shape.UnseenWindow) side.isUnseen = true;
  // A first-seen one that a repeat has proved goes with those before it.
  const isUnseen = side.isUnseen && (shape === Shape.UnseenWindow || shape === Shape.FirstSeen);
  if (isUnseen || shape === Shape.ClosedWindow) {
    // Data has come up meanwhile: another run begins, through the same closed window.
    if (side.closedKind === 'probe' && isBeforeIdle(step.sincePeer, side.prober.idle)) side.closedKind = null;
    return side.closedKind ?? 'undecided';
  }
  if (shape === Shape.WindowProbe) return 'window-probe';
  if (shape !== Shape.Probe || isDisplaced(step)) return 'probe';
  const found = suspected(id, side.prober, step, segment);
  if (typeof found === 'string') return found;
  side.restored = found;
  return 'undecided';
}
