/**
 * Segments to classified frames. Takes each notable step of the tracker (and every one, where somebody listens to all
 * frames), asks the pure rules beside it, keeps the probers' books, and lets a frame out when its kind is final.
 */
import type { Direction } from '../tracking/rows.ts';
import {
  NEXT_TENTATIVE,
  NOTABLE_COPY,
  NOTABLE_PROBE_SHAPE,
  NOTABLE_RESENT,
  type Step,
} from '../tracking/step.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { ACK, FIN, RST, type Segment, SYN } from '../wire/segment.ts';
import { findAnswered, matchIcmpError } from './answers.ts';
import type { Classified, ClassifiedSink } from './classified.ts';
import { decideRun } from './closed-window.ts';
import { decideAll, decideUndecided, followWindow, lookBack } from './hindsight.ts';
import { readReset } from './resets.ts';
import { Shape, shapeOf } from './shape.ts';
import { isUndecided, newExchange, newWatch, sideOf, type Watch, waits } from './watch.ts';

/** What is kept of one connection; more is counted. */
export interface ObserverLimits {
  /** Exchanges of each side. */
  exchanges: number;
  /** Classified frames held back until a kind is decided; then what is open is decided as it looks. */
  held: number;
  icmpErrors: number;
}

export class Observer {
  /** The connections with something to remember, by row. */
  readonly watches: Map<number, Watch> = new Map();
  private readonly tracker: Tracker;
  private readonly limits: ObserverLimits;
  private readonly sink: ClassifiedSink | null;
  private current: Classified | null = null;

  /** `sink` null: nobody listens, and no classified frames are made. */
  constructor(tracker: Tracker, limits: ObserverLimits, sink: ClassifiedSink | null) {
    this.tracker = tracker;
    this.limits = limits;
    this.sink = sink;
  }

  /** Must be called for every notable step; for every step where there is a sink. */
  observe(step: Step, segment: Segment): void {
    let watch = this.watches.get(step.row);
    if (this.sink !== null)
      this.current = classified(step.row, step.direction, segment, plainKind(step, segment));
    if ((step.notable & NOTABLE_COPY) === 0) {
      const shape = step.notable & NOTABLE_PROBE_SHAPE ? shapeOf(step, segment) : Shape.Ordinary;
      if (shape !== Shape.Ordinary) watch ??= this.watchOf(step.row);
      if (watch !== undefined) this.read(watch, step, segment, shape);
    }
    this.release(watch);
  }

  /** An ICMP error that quotes a segment of `row`, which went in `direction`. */
  icmpError(row: number, direction: Direction, segment: Segment): void {
    const watch = this.watchOf(row);
    watch.icmpErrorCount++;
    if (watch.icmpErrors.length < this.limits.icmpErrors)
      watch.icmpErrors.push({
        frame: segment.frame,
        type: segment.icmpType,
        code: segment.icmpCode,
        version: segment.ipVersion,
        direction,
      });
    const answered = matchIcmpError(sideOf(watch, direction).prober, segment);
    if (this.sink !== null) {
      this.current = classified(row, direction === 0 ? 1 : 0, segment, 'icmp-error');
      this.current.flags = 0;
      this.current.length = 0;
      this.current.answers = answered;
    }
    this.release(watch);
  }

  /** The capture is over at `now`: what is open is decided as it looks, what waits is unanswered or pending. */
  finish(now: number): void {
    for (const watch of this.watches.values()) {
      decideAll(this.tracker, watch);
      for (const side of watch.sides) side.prober.end(now);
      this.release(watch);
    }
  }

  private watchOf(row: number): Watch {
    let watch = this.watches.get(row);
    if (watch === undefined) {
      watch = newWatch(row, this.limits.exchanges);
      this.watches.set(row, watch);
    }
    return watch;
  }

  private read(watch: Watch, step: Step, segment: Segment, shape: Shape): void {
    lookBack(this.tracker, watch, step, segment);
    if (segment.flags & RST) {
      decideAll(this.tracker, watch);
      readReset(watch, step, segment, this.current);
    } else {
      followWindow(watch, step, segment);
      if (shape === Shape.Ordinary) this.readOrdinary(watch, step, segment);
      else this.readProbe(watch, step, segment, shape);
    }
    this.tracker.watch(step.row, waits(watch));
  }

  private readProbe(watch: Watch, step: Step, segment: Segment, shape: Shape): void {
    const side = sideOf(watch, step.direction);
    const probe = newExchange(step, segment);
    if (this.current !== null) this.current.probe = probe;
    // A repeat may just have proved the first-seen ones before it; it is then a plain probe itself.
    const isProven = side.prober.last?.sequence === segment.sequence;
    if (shape === Shape.FirstSeen && !isProven) {
      side.firstSeen.push(probe);
      return;
    }
    if (shape === Shape.ClosedWindow) probe.kind = side.closedKind ?? 'undecided';
    else if (shape === Shape.WindowProbe) probe.kind = 'window-probe';
    side.prober.sent(probe);
    if (step.nextKnown === NEXT_TENTATIVE && shape !== Shape.FirstSeen)
      this.tracker.confirmNext(step.row, step.direction, step.next);
    if (segment.length === 0) this.tracker.discountProbe();
    if (probe.kind !== 'undecided') {
      if (this.current !== null) this.current.kind = probe.kind;
      return;
    }
    side.undecided.push(probe);
    decideUndecided(watch, side, decideRun(side.undecided, side.prober.idle));
    if (this.current !== null) this.current.kind = side.closedKind ?? this.current.kind;
  }

  /** Any other segment: it may answer the peer's probe, and may end what its own side was waiting for. */
  private readOrdinary(watch: Watch, step: Step, segment: Segment): void {
    const own = sideOf(watch, step.direction).prober;
    if (segment.length > 0 || segment.flags & (SYN | FIN)) own.settle();
    const prober = sideOf(watch, 1 - step.direction).prober;
    const probe = findAnswered(prober, segment);
    if (probe === undefined) return;
    prober.answer(probe, segment.length > 0 ? 'data' : 'acknowledged', segment.frame, segment.time);
    if (this.current === null) return;
    this.current.answers = probe;
    if (segment.length === 0)
      this.current.kind = probe.kind === 'window-probe' ? 'window-probe-ack' : 'keepalive-ack';
  }

  /** Lets out the current frame, or holds it behind those of its connection that are not decided. */
  private release(watch: Watch | undefined): void {
    const { current, sink } = this;
    this.current = null;
    if (sink === null) return;
    if (watch === undefined) {
      if (current !== null) sink(current);
      return;
    }
    if (current !== null) watch.held.push(current);
    if (watch.held.length > this.limits.held) decideAll(this.tracker, watch);
    if (watch.sides.some(isUndecided)) return;
    for (const frame of watch.held) sink(frame);
    watch.held = [];
  }
}

function classified(
  row: number,
  direction: Direction,
  segment: Segment,
  kind: Classified['kind'],
): Classified {
  return {
    frame: segment.frame,
    time: segment.time,
    row,
    direction,
    kind,
    flags: segment.flags,
    length: segment.length,
    probe: null,
    answers: null,
    givesUp: false,
  };
}

/** The kind of a segment that is no probe and answers none. */
function plainKind(step: Step, segment: Segment): Classified['kind'] {
  if (step.notable & NOTABLE_COPY) return 'duplicate-frame';
  if (segment.flags & RST) return 'reset';
  if (segment.flags & SYN) return segment.flags & ACK ? 'syn-ack' : 'syn';
  if (segment.flags & FIN) return 'fin';
  if (segment.length === 0) return 'ack';
  return step.notable & NOTABLE_RESENT ? 'retransmission' : 'data';
}
