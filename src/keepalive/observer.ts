/**
 * Segments to classified frames. Takes each notable step of the tracker (and every one, where somebody listens to all
 * frames), asks the pure rules beside it, keeps the probers' books, and lets a frame out when its kind is final.
 */

import { discountOctet, discountProbe } from '../tracking/discount.ts';
import { writeFlag } from '../tracking/row-writes.ts';
import { CONNECTION_INFERRED, CONNECTION_OPEN, type Direction, opposite } from '../tracking/rows.ts';
import {
  NEXT_TENTATIVE,
  NOTABLE_COPY,
  NOTABLE_PAYLOAD,
  NOTABLE_PROBE_SHAPE,
  NOTABLE_UNPROMPTED,
  type Step,
} from '../tracking/step.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { FIN, RST, type Segment, SYN } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import { answeredBy, findAnswered, markAnswer, matchIcmpError, tellAnswer } from './answers.ts';
import {
  type Classified,
  type ClassifiedListener,
  classified,
  plainKind,
  type ToldBeat,
} from './classified.ts';
import { answersLater, type EarlyAnswer, earlyAnswer, isPending, isStale } from './early-answer.ts';
import { SENT_HEARD, SENT_LATE, SENT_RESTORED } from './exchange-row.ts';
import { ExchangeStore } from './exchange-store.ts';
import { kindAtFirst } from './first-kind.ts';
import { hasHeard } from './heard.ts';
import { letOut } from './held-frames.ts';
import { HindsightKeeper } from './hindsight.ts';
import { repeatsProbe } from './late-probe.ts';
import type { ObserverLimits } from './limits.ts';
import { marksOf } from './probe-marks.ts';
import type { Prober } from './prober.ts';
import { ProberStore } from './prober-store.ts';
import { readReset } from './resets.ts';
import { isDisplaced, Shape, shapeOf, waitsForHindsight } from './shape.ts';
import { exchangesOf, isOpen, openProbes, type Watch, waits } from './watch.ts';
import { Watches } from './watches.ts';

const KEPT_OF_SIDE_AT_LEAST = 4;

export class Observer {
  readonly probers: ProberStore;
  readonly exchanges: ExchangeStore;
  /** Exchanges that are kept of each side at most. */
  readonly keptOfSide: number;
  /** Everything that is remembered. */
  readonly watches: Watches;
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
    this.probers = new ProberStore(tracker.arena);
    this.exchanges = new ExchangeStore(tracker.arena, limits.exchangesTotal);
    this.keptOfSide = Math.max(KEPT_OF_SIDE_AT_LEAST, limits.exchanges);
    this.watches = new Watches(tracker.rows, this.probers, this.exchanges, this.keptOfSide);
    this.hindsight = new HindsightKeeper(tracker, this.exchanges);
  }

  /**
   * Must be called for every step that is notable for more than its payload; for every step where somebody listens, which
   * changes nothing in the books. `beat`: what heartbeat/ says of it; null where it is none of that.
   */
  observe(step: Step, segment: Segment, beat: ToldBeat | null = null): void {
    let watch = this.watches.keep(step.row);
    if (this.listener !== null)
      this.current = classified(step.row, step.direction, segment, plainKind(step, segment), beat);
    if ((step.notable & NOTABLE_COPY) === 0) {
      const shape = step.notable & NOTABLE_PROBE_SHAPE ? this.shapeOf(watch, step, segment) : Shape.Ordinary;
      if (shape !== Shape.Ordinary || step.notable & NOTABLE_UNPROMPTED)
        watch ??= this.watches.begin(step.row);
      if (watch !== undefined && step.notable & ~NOTABLE_PAYLOAD) this.read(watch, step, segment, shape);
    }
    this.release(watch);
  }

  /** An ICMP error that quotes a segment of `row`, which went in `direction`. */
  icmpError(row: number, direction: Direction, segment: Segment): void {
    const watch = this.watches.keep(row);
    const prober = watch?.sides[direction]?.prober;
    const answered = prober === undefined ? 0 : matchIcmpError(this.exchanges, prober, segment);
    if (this.listener !== null) {
      this.current = classified(row, opposite(direction), segment, 'icmp-error');
      this.current.flags = 0;
      this.current.length = 0;
      if (answered !== 0) markAnswer(this.exchanges, this.current, answered);
    }
    this.release(watch);
  }

  /**
   * The capture is over at `now`: what is open is decided as it looks, what waits is unanswered or pending. `rows`:
   * as open-rows.ts has them.
   */
  finish(now: number, rows: Uint32Array): void {
    for (const watch of this.watches.open(rows)) this.close(watch, now);
  }

  /** The same for one connection, at `now`. */
  finishOne(row: number, now: number): void {
    const watch = this.watches.of(row);
    if (watch !== undefined) this.close(watch, now);
  }

  /** The connection of the row is let go of: nothing is remembered of it. */
  forget(row: number): void {
    const watch = this.watches.of(row);
    if (watch === undefined) return;
    for (const id of exchangesOf(watch)) this.exchanges.forget(id);
    this.watches.forget(watch);
  }

  private close(watch: Watch, now: number): void {
    this.hindsight.decideAll(watch);
    for (const side of watch.sides) side?.prober.end(now);
    this.release(watch);
  }

  private shapeOf(watch: Watch | undefined, step: Step, segment: Segment): Shape {
    const shape = shapeOf(step, segment);
    const prober = watch?.sides[step.direction]?.prober;
    const isOvertaken = shape === Shape.Ordinary && prober !== undefined;
    return isOvertaken && repeatsProbe(this.exchanges, prober, step, segment) ? Shape.Probe : shape;
  }

  private read(watch: Watch, step: Step, segment: Segment, shape: Shape): void {
    if (watch.early !== null && !isPending(watch.early, segment)) watch.early = null;
    this.hindsight.lookBack(watch, step, segment);
    if (segment.flags & RST) {
      this.hindsight.decideAll(watch);
      readReset(this.exchanges, watch, step, segment, this.current);
    } else {
      this.hindsight.followWindow(watch, step, segment);
      this.hindsight.followRestored(watch, step, segment, shape === Shape.Probe);
      if (shape === Shape.Ordinary) this.readOrdinary(watch, step, segment);
      else if (waitsForHindsight(shape) && this.answersPeer(watch, step, segment))
        this.readOrdinary(watch, step, segment);
      else this.readProbe(watch, step, segment, shape);
    }
    if (openProbes(watch) > this.limits.held) this.hindsight.decideAll(watch);
    this.tracker.watch(step.row, waits(watch));
    writeFlag(this.tracker.rows, step.row, CONNECTION_OPEN, isOpen(watch));
  }

  private readProbe(watch: Watch, step: Step, segment: Segment, shape: Shape): void {
    const { exchanges, current } = this;
    const side = this.watches.ownSide(watch, step.direction);
    const last = side.prober.last;
    const isLate = isDisplaced(step);
    const early = watch.early !== null && answersLater(watch.early, step, segment) ? watch.early : null;
    const sincePeer = early === null ? step.sincePeer : segment.time - early.acceptedBefore;
    const id = exchanges.add(segment, step.direction, isLate ? Number.NaN : sincePeer);
    if (isLate) exchanges.setSent(id, SENT_LATE);
    else if (hasHeard(side, segment)) exchanges.setSent(id, SENT_HEARD);
    exchanges.setSent(id, marksOf(step, segment));
    if (segment.inference !== 0) writeFlag(this.tracker.rows, step.row, CONNECTION_INFERRED, true);
    if (current !== null) current.probe = id;
    // A repeat may just have proved the first-seen ones before it; it is then a plain probe itself.
    const isProved = shape === Shape.FirstSeen && last !== 0 && exchanges.sequence(last) === segment.sequence;
    if (waitsForHindsight(shape) && !isProved) {
      side.firstSeen.push(id);
      side.wantsClosedWindow = shape === Shape.Unacknowledged;
      return;
    }
    const first = kindAtFirst(side, id, shape, step, segment);
    exchanges.setKind(id, first);
    if (first === 'window-probe' && shape === Shape.Probe) exchanges.setSent(id, SENT_RESTORED);
    if (early !== null && early.given !== null) side.prober.revoke(early.given.probe, early.given.longestRtt);
    side.prober.sent(id, side.prober.isUnaware(segment));
    if (isLate && distance(step.next, segment.sequence) < -1) side.prober.hasGoneOn = true;
    if (step.nextKnown === NEXT_TENTATIVE && shape !== Shape.FirstSeen)
      this.tracker.confirmNext(step.row, step.direction, step.next);
    if (segment.length === 0) discountProbe(this.tracker);
    else if (exchanges.kind(id) === 'probe') discountOctet(this.tracker);
    if (exchanges.kind(id) === 'undecided' && side.restored === null) {
      side.undecided.push(id);
      this.hindsight.judgeRun(watch, side);
    }
    if (early !== null) this.takeEarly(watch, side.prober, id, early);
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
    const answered = prober === undefined ? 0 : answeredBy(this.exchanges, prober, step, segment);
    if (prober === undefined || answered === 0) {
      if (prober !== undefined) this.passOver(prober, segment);
      watch.early = earlyAnswer(step, segment, null, this.current) ?? watch.early;
      return;
    }
    const { longestRtt } = prober;
    if (isStale(segment.time - this.exchanges.time(answered), longestRtt))
      watch.early = earlyAnswer(step, segment, { probe: answered, longestRtt }, this.current);
    prober.answer(answered, segment.length > 0 ? 'data' : 'acknowledged', segment.frame, segment.time);
    prober.lastAnswer.take(segment);
    if (prober.hasGoneOn && segment.length === 0) prober.settle();
    if (this.current !== null) tellAnswer(this.exchanges, this.current, answered);
  }

  /** The segment, the peer's, answers no probe. Has what was sent after the probe arrived, no answer to it will come. */
  private passOver(prober: Prober, segment: Segment): void {
    if (segment.flags & FIN) prober.hearFin(segment);
    const { last, hasGoneOn } = prober;
    if (hasGoneOn && last !== 0 && distance(this.exchanges.sequence(last), segment.acknowledgment) > 1)
      prober.settle();
  }

  /** The probe that was just sent had been answered by what was captured before it. */
  private takeEarly(watch: Watch, prober: Prober, id: number, early: EarlyAnswer): void {
    watch.early = null;
    prober.answer(id, 'acknowledged', early.frame, early.time);
    prober.lastAnswer.take(early);
    if (early.classified !== null) tellAnswer(this.exchanges, early.classified, id);
  }

  /** What waits is bounded alike whether somebody listens or not, so that the books are the same. */
  private release(watch: Watch | undefined): void {
    const { current, listener } = this;
    this.current = null;
    if (watch === undefined && current !== null) listener?.decided(current);
    if (watch === undefined) return;
    if (watch.waitingFrames >= this.limits.held) this.hindsight.decideAll(watch);
    letOut(listener, watch, current);
  }
}
