/**
 * Segments to classified frames. Takes each notable step of the tracker (and every one, where somebody listens to all
 * frames), asks the pure rules beside it, keeps the probers' books, and lets a frame out when its kind is final.
 */
import { type Direction, opposite } from '../tracking/rows.ts';
import { NEXT_FIRM, NEXT_TENTATIVE, NOTABLE_COPY, NOTABLE_PROBE_SHAPE, type Step } from '../tracking/step.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { FIN, RST, type Segment, SYN } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import { findAnswered, markAnswer, matchIcmpError } from './answers.ts';
import { type Classified, type ClassifiedListener, classified, plainKind } from './classified.ts';
import { ExchangeStore } from './exchange-store.ts';
import { hasHeard } from './heard.ts';
import { HindsightKeeper } from './hindsight.ts';
import { readReset } from './resets.ts';
import { Shape, shapeOf } from './shape.ts';
import { exchangesOf, isUndecided, newWatch, openProbes, ownSide, type Watch, waits } from './watch.ts';

/** What is kept of one connection; more is counted. */
export interface ObserverLimits {
  /** Exchanges of each side. */
  exchanges: number;
  /** Exchanges of all sides together, beyond which each side keeps fewer; no bound unless given. */
  exchangesTotal?: number;
  /** Classified frames, or probes, held back until a kind is decided; then what is open is decided as it looks. */
  held: number;
}

export class Observer {
  readonly exchanges: ExchangeStore;
  /** By row: the connections with something to remember. */
  private readonly watches: (Watch | undefined)[] = [];
  private readonly tracker: Tracker;
  private readonly limits: ObserverLimits;
  private readonly listener: ClassifiedListener | null;
  private readonly hindsight: HindsightKeeper;
  private current: Classified | null = null;

  /** `listener` null: nobody listens, and no classified frames are made. */
  constructor(tracker: Tracker, limits: ObserverLimits, listener: ClassifiedListener | null) {
    this.tracker = tracker;
    this.limits = limits;
    this.listener = listener;
    this.exchanges = new ExchangeStore(null, limits.exchangesTotal);
    this.hindsight = new HindsightKeeper(tracker, this.exchanges);
  }

  /** What is remembered of a connection, or undefined where it was ordinary throughout. */
  watchOf(row: number): Watch | undefined {
    return this.watches[row];
  }

  /** Everything that is remembered. */
  *watched(): Generator<Watch> {
    for (const watch of this.watches) if (watch !== undefined) yield watch;
  }

  /** Must be called for every notable step; for every step where somebody listens. */
  observe(step: Step, segment: Segment): void {
    let watch = this.watches[step.row];
    if (this.listener !== null)
      this.current = classified(step.row, step.direction, segment, plainKind(step, segment));
    if ((step.notable & NOTABLE_COPY) === 0) {
      const shape = step.notable & NOTABLE_PROBE_SHAPE ? shapeOf(step, segment) : Shape.Ordinary;
      if (shape !== Shape.Ordinary) watch ??= this.begin(step.row);
      if (watch !== undefined) this.read(watch, step, segment, shape);
    }
    if (this.listener !== null) this.release(this.listener, watch);
  }

  /** An ICMP error that quotes a segment of `row`, which went in `direction`. */
  icmpError(row: number, direction: Direction, segment: Segment): void {
    const watch = this.watches[row];
    const prober = watch?.sides[direction]?.prober;
    const answered = prober === undefined ? 0 : matchIcmpError(this.exchanges, prober, segment);
    if (this.listener === null) return;
    this.current = classified(row, opposite(direction), segment, 'icmp-error');
    this.current.flags = 0;
    this.current.length = 0;
    if (answered !== 0) markAnswer(this.exchanges, this.current, answered);
    this.release(this.listener, watch);
  }

  /** The capture is over at `now`: what is open is decided as it looks, what waits is unanswered or pending. */
  finish(now: number): void {
    for (const watch of this.watches) if (watch !== undefined) this.close(watch, now);
  }

  /** The same for one connection, at `now`. */
  finishOne(row: number, now: number): void {
    const watch = this.watches[row];
    if (watch !== undefined) this.close(watch, now);
  }

  /** The connection of the row is let go of: nothing is remembered of it. */
  forget(row: number): void {
    const watch = this.watches[row];
    if (watch === undefined) return;
    for (const id of exchangesOf(watch)) this.exchanges.forget(id);
    this.watches[row] = undefined;
  }

  private close(watch: Watch, now: number): void {
    this.hindsight.decideAll(watch);
    for (const side of watch.sides) side?.prober.end(now);
    if (this.listener !== null) this.release(this.listener, watch);
  }

  private begin(row: number): Watch {
    const watch = newWatch(row);
    // A dense array: rows come in order, and a hole in the middle would turn it into a dictionary.
    while (this.watches.length < row) this.watches.push(undefined);
    this.watches[row] = watch;
    return watch;
  }

  private read(watch: Watch, step: Step, segment: Segment, shape: Shape): void {
    this.hindsight.lookBack(watch, step, segment);
    if (segment.flags & RST) {
      this.hindsight.decideAll(watch);
      readReset(this.exchanges, watch, step, segment, this.current);
    } else {
      this.hindsight.followWindow(watch, step, segment);
      if (shape === Shape.Ordinary) this.readOrdinary(watch, step, segment);
      else if (waitsForHindsight(shape) && this.answersPeer(watch, step, segment))
        this.readOrdinary(watch, step, segment);
      else this.readProbe(watch, step, segment, shape);
    }
    if (openProbes(watch) > this.limits.held) this.hindsight.decideAll(watch);
    this.tracker.watch(step.row, waits(watch));
  }

  private readProbe(watch: Watch, step: Step, segment: Segment, shape: Shape): void {
    const { exchanges, current } = this;
    const side = ownSide(watch, step.direction, exchanges, this.limits.exchanges);
    const last = side.prober.last;
    const id = exchanges.add(segment, step.direction, step.sincePeer);
    if (hasHeard(side, segment)) exchanges.setHeard(id);
    if (current !== null) current.probe = id;
    // A repeat may just have proved the first-seen ones before it; it is then a plain probe itself.
    const isProved = shape === Shape.FirstSeen && last !== 0 && exchanges.sequence(last) === segment.sequence;
    if (waitsForHindsight(shape) && !isProved) {
      side.firstSeen.push(id);
      side.wantsClosedWindow = shape === Shape.Unacknowledged;
      return;
    }
    const isUnseen = shape === Shape.UnseenWindow || (isProved && side.isUnseen);
    if (isUnseen) side.isUnseen = true;
    if (isUnseen || shape === Shape.ClosedWindow) exchanges.setKind(id, side.closedKind ?? 'undecided');
    else if (shape === Shape.WindowProbe) exchanges.setKind(id, 'window-probe');
    side.prober.sent(id, side.prober.isUnaware(segment));
    if (step.nextKnown === NEXT_TENTATIVE && shape !== Shape.FirstSeen)
      this.tracker.confirmNext(step.row, step.direction, step.next);
    if (segment.length === 0) this.tracker.discountProbe();
    if (exchanges.kind(id) === 'undecided') {
      side.undecided.push(id);
      this.hindsight.judgeRun(watch, side);
    }
    const kind = exchanges.kind(id);
    if (current !== null && kind !== 'undecided') current.kind = kind;
  }

  /** Behind a hole in the capture, what acknowledges the peer's waiting probe is its answer. */
  private answersPeer(watch: Watch, step: Step, segment: Segment): boolean {
    const prober = watch.sides[opposite(step.direction)]?.prober;
    return prober !== undefined && findAnswered(this.exchanges, prober, segment) !== 0;
  }

  /** Any other segment: it may answer the peer's probe, and may end what its own side was waiting for. */
  private readOrdinary(watch: Watch, step: Step, segment: Segment): void {
    if (segment.flags & SYN) watch.sides[step.direction]?.prober.settle();
    else if (segment.length > 0 || segment.flags & FIN)
      watch.sides[step.direction]?.prober.goOn(segment.time);
    const prober = watch.sides[opposite(step.direction)]?.prober;
    if (prober === undefined) return;
    // A late probe of its own says nothing about the peer's.
    const isBehind =
      step.nextKnown === NEXT_FIRM && segment.length === 0 && distance(step.next, segment.sequence) === -1;
    const answered = isBehind ? 0 : findAnswered(this.exchanges, prober, segment);
    if (answered === 0) {
      const { last, hasGoneOn } = prober;
      // What it sent after the probe has arrived: no answer to the probe will come.
      if (hasGoneOn && last !== 0 && distance(this.exchanges.sequence(last), segment.acknowledgment) > 1)
        prober.settle();
      return;
    }
    prober.answer(answered, segment.length > 0 ? 'data' : 'acknowledged', segment.frame, segment.time);
    prober.lastAnswer.take(segment);
    if (prober.hasGoneOn && segment.length === 0) prober.settle();
    if (this.current === null) return;
    markAnswer(this.exchanges, this.current, answered);
    if (segment.length === 0)
      this.current.kind =
        this.exchanges.kind(answered) === 'window-probe' ? 'window-probe-ack' : 'keepalive-ack';
  }

  /** Lets out the current frame, or holds it behind those of its connection that are not decided. */
  private release({ decided, held: tell }: ClassifiedListener, watch: Watch | undefined): void {
    const { current } = this;
    this.current = null;
    if (watch === undefined || (watch.held === null && !isUndecided(watch))) {
      if (current !== null) decided(current);
      return;
    }
    watch.held ??= [];
    if (current !== null) watch.held.push(current);
    if (watch.held.length > this.limits.held) this.hindsight.decideAll(watch);
    if (isUndecided(watch)) {
      if (current !== null) tell?.(current);
      return;
    }
    const { held } = watch;
    watch.held = null;
    for (const frame of held) decided(frame);
  }
}

/** What the segment is, those after it tell. */
function waitsForHindsight(shape: Shape): boolean {
  return shape === Shape.FirstSeen || shape === Shape.Unacknowledged;
}
