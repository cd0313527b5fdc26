/**
 * Carries out what was found out afterwards: first-seen segments become probes or nothing, probes through a closed
 * window become keepalives or window probes, and the held frames get their kinds.
 */

import { discountFirst } from '../tracking/discount.ts';
import { type Direction, HALF_SEEN, opposite } from '../tracking/rows.ts';
import { NOTABLE_PROBE_SHAPE, NOTABLE_RESENT, type Step } from '../tracking/step.ts';
import { SECOND } from '../tracking/time.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { FIN, MISSING_WINDOW, RST, type Segment, SYN } from '../wire/segment.ts';
import { advance } from '../wire/sequence.ts';
import { decideAtEnd, decideByOpening, decideRun, decideUnseen, decideUnseenAtEnd } from './closed-window.ts';
import type { ProbeKind } from './exchange.ts';
import { SENT_RESTORED } from './exchange-row.ts';
import type { ExchangeStore } from './exchange-store.ts';
import { byEnd, byOwnSegment, byPeerSegment, type Hindsight } from './first-seen.ts';
import { byNext } from './restored.ts';
import { isWindowSeen } from './shape.ts';
import type { Side, Watch } from './watch.ts';

/** What is known of the peer's window: `unseen`, where none of it was captured. */
type PeerWindow = 'open' | 'closed' | 'unseen';

export class HindsightKeeper {
  private readonly tracker: Tracker;
  private readonly store: ExchangeStore;

  constructor(tracker: Tracker, store: ExchangeStore) {
    this.tracker = tracker;
    this.store = store;
  }

  /** What this segment says about first-seen ones before it, of either side. */
  lookBack(watch: Watch, step: Step, segment: Segment): void {
    const own = watch.sides[step.direction];
    if (own !== null && own.firstSeen.length > 0) this.lookBackAtOwn(watch, own, step, segment);
    const peer = watch.sides[opposite(step.direction)];
    if (peer !== null && peer.firstSeen.length > 0) this.lookBackAtPeer(watch, peer, step, segment);
  }

  private lookBackAtOwn(watch: Watch, own: Side, step: Step, segment: Segment): void {
    const seen = own.firstSeen.map((id) => this.store.read(id));
    const isBare = segment.length === 0 && (segment.flags & (SYN | FIN | RST)) === 0;
    const isAlone = (step.peer & HALF_SEEN) === 0;
    const hindsight = byOwnSegment(seen, segment, isBare, { isAlone, hasHeard: hasHeardSince(own, segment) });
    // That SND.NXT is one more is no news here: the octet before it may have been on its way.
    const isTold = own.wantsClosedWindow && (hindsight === 'last' || segment.sequence !== seen[0]?.sequence);
    const window = isWindowSeen(step) && seen.length === 1 ? 'open' : 'unseen';
    this.judgeFirstSeen(watch, step.direction, isTold ? 'ordinary' : hindsight, window);
  }

  private lookBackAtPeer(watch: Watch, peer: Side, step: Step, segment: Segment): void {
    const seen = peer.firstSeen.map((id) => this.store.read(id));
    const window = windowOf(segment);
    const hindsight = byPeerSegment(seen, segment, (step.own & HALF_SEEN) === 0);
    const isNone = peer.wantsClosedWindow && window !== 'closed' && hindsight !== 'open';
    this.judgeFirstSeen(watch, opposite(step.direction), isNone ? 'ordinary' : hindsight, window);
  }

  /** Follows the window of the sender, through which its peer may have probed, and what the peer does when it opens. */
  followWindow(watch: Watch, step: Step, segment: Segment): void {
    const prober = watch.sides[opposite(step.direction)];
    if (prober !== null && (segment.missing & MISSING_WINDOW) === 0) {
      if (segment.window !== 0) {
        if (prober.isUnseen) this.decideAsItLooks(watch, prober);
        else if (prober.undecided.length > 0) prober.openedAt ??= segment.time;
        prober.closedKind = null;
      }
      prober.isUnseen = false;
    }
    const own = watch.sides[step.direction];
    if (own === null || (own.openedAt === null && !own.isUnseen)) return;
    const isNewData = segment.length > 0 && (step.notable & (NOTABLE_RESENT | NOTABLE_PROBE_SHAPE)) === 0;
    if (own.isUnseen) {
      if (!isNewData) return;
      this.decideAsItLooks(watch, own);
      own.isUnseen = false;
      own.closedKind = null;
    } else if (own.openedAt !== null) {
      const wait = segment.time - own.openedAt;
      if (isNewData || wait > SECOND) this.decide(watch, own, decideByOpening(isNewData ? wait : null));
    }
  }

  /** What the side sends after a probe that may be a restored socket's tells. `isProbe`: that is a probe itself. */
  followRestored(watch: Watch, step: Step, segment: Segment, isProbe: boolean): void {
    const side = watch.sides[step.direction];
    if (side === null || side.restored === null) return;
    this.decideRestored(watch, side, byNext(side.restored, side.prober, step, segment, isProbe));
  }

  /** One more probe through a window that is closed, or not known: the run may now tell what it is. */
  judgeRun(watch: Watch, side: Side): void {
    const run = side.undecided.map((id) => this.store.read(id));
    this.decide(watch, side, side.isUnseen ? decideUnseen(run) : decideRun(run, side.prober.idle));
  }

  /** Nothing more will be known: everything open is taken for what is likelier. */
  decideAll(watch: Watch): void {
    watch.early = null;
    for (const direction of [0, 1] as const) {
      const side = watch.sides[direction];
      if (side === null) continue;
      if (side.firstSeen.length > 0) {
        const seen = side.firstSeen.map((id) => this.store.read(id));
        this.judgeFirstSeen(watch, direction, side.wantsClosedWindow ? 'ordinary' : byEnd(seen), 'unseen');
      }
      this.decideAsItLooks(watch, side);
      this.decideRestored(watch, side, 'probe');
    }
  }

  private decideRestored(watch: Watch, side: Side, kind: ProbeKind): void {
    if (side.restored === null || kind === 'undecided') return;
    const { id } = side.restored;
    side.restored = null;
    if (kind === 'window-probe') this.store.setSent(id, SENT_RESTORED);
    else side.prober.learnIdle(id);
    this.tell(watch, side, [id], kind);
  }

  /** Gives the undecided probes of a side the likelier kind. */
  private decideAsItLooks(watch: Watch, side: Side): void {
    const run = side.undecided.map((id) => this.store.read(id));
    if (run.length === 0) return;
    const kind = side.isUnseen ? decideUnseenAtEnd(run) : decideAtEnd(run, side.prober.idle);
    this.decide(watch, side, kind);
  }

  /** `window`: the peer's. Through one that is not open the probes may have asked for it. */
  private judgeFirstSeen(watch: Watch, direction: Direction, hindsight: Hindsight, window: PeerWindow): void {
    const side = watch.sides[direction];
    if (side === null || side.firstSeen.length === 0 || hindsight === 'open') return;
    const { tracker, store } = this;
    const seen = side.firstSeen;
    side.firstSeen = [];
    const probes = hindsight === 'ordinary' ? [] : seen.slice(hindsight === 'last' ? -1 : 0);
    for (const id of seen) if (!probes.includes(id)) this.forget(watch, id);
    const last = probes.at(-1);
    if (last === undefined) return;
    if (tracker.isTentative(watch.row, direction))
      tracker.confirmNext(watch.row, direction, advance(store.sequence(last), 1));
    if (window === 'unseen') side.isUnseen = true;
    for (const id of probes) {
      if (window === 'open')
        for (const frame of watch.held ?? []) if (frame.probe === id) frame.kind = 'probe';
      if (window !== 'open') {
        store.setKind(id, 'undecided');
        side.undecided.push(id);
      }
      side.prober.sent(id);
    }
    if (store.octets(last) === 0) discountFirst(tracker, watch.row, direction, store.time(last));
  }

  /** A first-seen segment was an ordinary one. */
  private forget(watch: Watch, id: number): void {
    for (const frame of watch.held ?? []) if (frame.probe === id) frame.probe = 0;
    this.store.release(id);
  }

  /** Gives the undecided probes of a side their kind. */
  private decide(watch: Watch, side: Side, kind: ProbeKind): void {
    const run = side.undecided;
    if (kind === 'undecided' || run.length === 0) return;
    side.undecided = [];
    side.closedKind = side.openedAt === null ? kind : null;
    side.openedAt = null;
    this.tell(watch, side, run, kind);
  }

  private tell(
    watch: Watch,
    side: Side,
    run: readonly number[],
    kind: Exclude<ProbeKind, 'undecided'>,
  ): void {
    for (const id of run) side.prober.decided(id, kind);
    for (const frame of watch.held ?? []) {
      if (run.includes(frame.probe)) frame.kind = kind;
      else if (run.includes(frame.answers) && frame.kind === 'keepalive-ack' && kind === 'window-probe')
        frame.kind = 'window-probe-ack';
    }
  }
}

/** What a segment says of its sender's window; that of a RST means nothing, and closes nothing. */
function windowOf({ flags, missing, window }: Segment): PeerWindow {
  if ((flags & RST) === 0 && missing & MISSING_WINDOW) return 'unseen';
  return (flags & RST) === 0 && window === 0 ? 'closed' : 'open';
}

/**
 * Whether the side has received something since its last probe, by its TSecr. An answer to a probe with an octet has
 * that probe's TSval in it, but D-SACK as well.
 */
function hasHeardSince({ prober: { echo } }: Side, segment: Segment): boolean {
  const isAnswer = segment.sackBlocks > 0;
  return !isAnswer && echo !== null && segment.hasTimestamps === 1 && segment.timestampEcho !== echo;
}
