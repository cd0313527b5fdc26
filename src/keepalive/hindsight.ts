/**
 * Carries out what was found out afterwards: first-seen segments become probes or nothing, probes through a closed
 * window become keepalives or window probes, and the held frames get their kinds.
 */
import type { Direction } from '../tracking/rows.ts';
import { NOTABLE_PROBE_SHAPE, NOTABLE_RESENT, type Step } from '../tracking/step.ts';
import { SECOND } from '../tracking/time.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { FIN, RST, type Segment, SYN } from '../wire/segment.ts';
import { advance } from '../wire/sequence.ts';
import { decideAtEnd, decideByOpening } from './closed-window.ts';
import type { ProbeKind } from './exchange.ts';
import { byOwnSegment, byPeerSegment, type Hindsight } from './first-seen.ts';
import { type Side, sideOf, type Watch } from './watch.ts';

/** What this segment says about first-seen ones before it, of either side. */
export function lookBack(tracker: Tracker, watch: Watch, step: Step, segment: Segment): void {
  const own = sideOf(watch, step.direction).firstSeen;
  if (own.length > 0) {
    const isBare = segment.length === 0 && (segment.flags & (SYN | FIN | RST)) === 0;
    judgeFirstSeen(tracker, watch, step.direction, byOwnSegment(own, segment, isBare));
  }
  const peer = sideOf(watch, 1 - step.direction).firstSeen;
  if (peer.length > 0)
    judgeFirstSeen(
      tracker,
      watch,
      step.direction === 0 ? 1 : 0,
      byPeerSegment(peer, segment, step.own === 0),
    );
}

export function judgeFirstSeen(
  tracker: Tracker,
  watch: Watch,
  direction: number,
  hindsight: Hindsight,
): void {
  const side = sideOf(watch, direction);
  const seen = side.firstSeen;
  const first = seen[0];
  if (hindsight === 'open' || first === undefined) return;
  side.firstSeen = [];
  if (hindsight === 'ordinary') {
    for (const frame of watch.held)
      if (frame.probe !== null && seen.includes(frame.probe)) frame.probe = null;
    return;
  }
  if (tracker.isTentative(watch.row, direction))
    tracker.confirmNext(watch.row, direction, advance(first.sequence, 1));
  for (const probe of seen) {
    side.prober.sent(probe);
    for (const frame of watch.held) if (frame.probe === probe) frame.kind = 'probe';
  }
}

/** Follows the window of the sender, through which its peer may have probed, and what the peer does when it opens. */
export function followWindow(watch: Watch, step: Step, segment: Segment): void {
  const prober = sideOf(watch, 1 - step.direction);
  if (segment.window !== 0) {
    if (prober.undecided.length > 0) prober.openedAt ??= segment.time;
    prober.closedKind = null;
  }
  const own = sideOf(watch, step.direction);
  if (own.openedAt === null) return;
  const wait = segment.time - own.openedAt;
  const isNewData = segment.length > 0 && (step.notable & (NOTABLE_RESENT | NOTABLE_PROBE_SHAPE)) === 0;
  if (isNewData || wait > SECOND) decideUndecided(watch, own, decideByOpening(isNewData ? wait : null));
}

/** Gives the undecided probes of a side their kind. */
export function decideUndecided(watch: Watch, side: Side, kind: ProbeKind): void {
  const run = side.undecided;
  if (kind === 'undecided' || run.length === 0) return;
  side.undecided = [];
  side.closedKind = side.openedAt === null ? kind : null;
  side.openedAt = null;
  for (const probe of run) {
    side.prober.decided(probe, kind);
    for (const frame of watch.held) {
      if (frame.probe === probe) frame.kind = kind;
      else if (frame.answers === probe && frame.kind === 'keepalive-ack' && kind === 'window-probe')
        frame.kind = 'window-probe-ack';
    }
  }
}

/** Nothing more will be known: everything open is taken for what is likelier. */
export function decideAll(tracker: Tracker, watch: Watch): void {
  for (const direction of [0, 1] as const) {
    const side = sideOf(watch, direction);
    judgeFirstSeen(tracker, watch, direction, 'ordinary');
    decideUndecided(watch, side, decideAtEnd(side.undecided, side.prober.idle));
  }
}
