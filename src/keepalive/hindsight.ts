/**
 * Carries out what was found out afterwards: first-seen segments become probes or nothing, probes through a closed
 * window become keepalives or window probes, and the held frames get their kinds.
 */
import { type Direction, HALF_SEEN, opposite } from '../tracking/rows.ts';
import { NOTABLE_PROBE_SHAPE, NOTABLE_RESENT, type Step } from '../tracking/step.ts';
import { SECOND } from '../tracking/time.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { FIN, RST, type Segment, SYN } from '../wire/segment.ts';
import { advance } from '../wire/sequence.ts';
import { decideAtEnd, decideByOpening, decideRun } from './closed-window.ts';
import type { ProbeKind } from './exchange.ts';
import type { ExchangeStore } from './exchange-store.ts';
import { byOwnSegment, byPeerSegment, type Hindsight } from './first-seen.ts';
import type { Side, Watch } from './watch.ts';

export class HindsightKeeper {
  private readonly tracker: Tracker;
  private readonly store: ExchangeStore;

  constructor(tracker: Tracker, store: ExchangeStore) {
    this.tracker = tracker;
    this.store = store;
  }

  /** What this segment says about first-seen ones before it, of either side. */
  lookBack(watch: Watch, step: Step, segment: Segment): void {
    const { store } = this;
    const own = watch.sides[step.direction]?.firstSeen.at(-1);
    if (own !== undefined) {
      const isBare = segment.length === 0 && (segment.flags & (SYN | FIN | RST)) === 0;
      this.judgeFirstSeen(watch, step.direction, byOwnSegment(store.read(own), segment, isBare));
    }
    const peer = watch.sides[opposite(step.direction)]?.firstSeen.at(-1);
    if (peer === undefined) return;
    const isFirst = (step.own & HALF_SEEN) === 0;
    const isClosed = (segment.flags & RST) === 0 && segment.window === 0;
    const hindsight = byPeerSegment(store.read(peer), segment, isFirst);
    this.judgeFirstSeen(watch, opposite(step.direction), hindsight, isClosed);
  }

  /** Follows the window of the sender, through which its peer may have probed, and what the peer does when it opens. */
  followWindow(watch: Watch, step: Step, segment: Segment): void {
    const prober = watch.sides[opposite(step.direction)];
    if (prober !== null && segment.window !== 0) {
      if (prober.undecided.length > 0) prober.openedAt ??= segment.time;
      prober.closedKind = null;
    }
    const own = watch.sides[step.direction];
    if (own === null || own.openedAt === null) return;
    const wait = segment.time - own.openedAt;
    const isNewData = segment.length > 0 && (step.notable & (NOTABLE_RESENT | NOTABLE_PROBE_SHAPE)) === 0;
    if (isNewData || wait > SECOND) this.decide(watch, own, decideByOpening(isNewData ? wait : null));
  }

  /** One more probe through a closed window: the run may now tell what it is. */
  judgeRun(watch: Watch, side: Side): void {
    const run = side.undecided.map((id) => this.store.read(id));
    this.decide(watch, side, decideRun(run, side.prober.idle));
  }

  /** Nothing more will be known: everything open is taken for what is likelier. */
  decideAll(watch: Watch): void {
    for (const direction of [0, 1] as const) {
      const side = watch.sides[direction];
      if (side === null) continue;
      this.judgeFirstSeen(watch, direction, 'ordinary');
      const run = side.undecided.map((id) => this.store.read(id));
      if (run.length > 0) this.decide(watch, side, decideAtEnd(run, side.prober.idle));
    }
  }

  /** `isClosed`: the answer says that the peer's window is closed; the probes may have asked for it. */
  private judgeFirstSeen(watch: Watch, direction: Direction, hindsight: Hindsight, isClosed = false): void {
    const side = watch.sides[direction];
    const first = side?.firstSeen[0];
    if (side === null || first === undefined || hindsight === 'open') return;
    const { tracker, store } = this;
    const seen = side.firstSeen;
    side.firstSeen = [];
    if (hindsight === 'probe' && tracker.isTentative(watch.row, direction))
      tracker.confirmNext(watch.row, direction, advance(store.sequence(first), 1));
    for (const frame of watch.held ?? []) {
      if (!seen.includes(frame.probe)) continue;
      if (hindsight === 'ordinary') frame.probe = 0;
      else if (!isClosed) frame.kind = 'probe';
    }
    for (const id of seen) {
      if (hindsight === 'ordinary') {
        store.release(id);
        continue;
      }
      if (isClosed) {
        store.setKind(id, 'undecided');
        side.undecided.push(id);
      }
      side.prober.sent(id);
    }
    const last = seen.at(-1) ?? first;
    if (hindsight === 'probe' && store.octets(last) === 0)
      tracker.discountFirst(watch.row, direction, store.time(last));
  }

  /** Gives the undecided probes of a side their kind. */
  private decide(watch: Watch, side: Side, kind: ProbeKind): void {
    const run = side.undecided;
    if (kind === 'undecided' || run.length === 0) return;
    side.undecided = [];
    side.closedKind = side.openedAt === null ? kind : null;
    side.openedAt = null;
    for (const id of run) side.prober.decided(id, kind);
    for (const frame of watch.held ?? []) {
      if (run.includes(frame.probe)) frame.kind = kind;
      else if (run.includes(frame.answers) && frame.kind === 'keepalive-ack' && kind === 'window-probe')
        frame.kind = 'window-probe-ack';
    }
  }
}
