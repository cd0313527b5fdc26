/**
 * The connections of some of the flows: all that tracking/ and keepalive/ know of them. Every segment of a flow goes to
 * the same shard, in the order of the capture, and shards know nothing of one another; so they can live in threads.
 */
import { addSums, type Counts, copyOf, count, countProber, noCounts } from '../diagnosis/counts.ts';
import { type Judged, type Survey, survey } from '../diagnosis/survey.ts';
import type { Heartbeats } from '../heartbeat/heartbeat.ts';
import { HeartbeatObserver } from '../heartbeat/observer.ts';
import type { ClassifiedListener } from '../keepalive/classified.ts';
import type { ExchangeStore } from '../keepalive/exchange-store.ts';
import { hasProbed } from '../keepalive/has-probed.ts';
import type { ObserverLimits } from '../keepalive/limits.ts';
import { Observer } from '../keepalive/observer.ts';
import type { ProbeBooks, Stores } from '../keepalive/probe-books.ts';
import type { ProberStore } from '../keepalive/prober-store.ts';
import type { Watch } from '../keepalive/watch.ts';
import { isOver } from '../timeline/lifetime.ts';
import { Timeline } from '../timeline/timeline.ts';
import type { Arena } from '../tracking/arena.ts';
import { MOST_ROWS, type Rows } from '../tracking/rows.ts';
import { NOTABLE_PAYLOAD } from '../tracking/step.ts';
import { Tracker } from '../tracking/tracker.ts';
import { Outcome } from '../wire/outcome.ts';
import type { Segment } from '../wire/segment.ts';
import { type Evicted, rowsToEvict } from './eviction.ts';
import { judgeRows, openRows, sumProbes } from './judging.ts';
import { type Program, programOver } from './program.ts';

/** What is kept; more is counted. */
export interface ShardLimits extends ObserverLimits {
  /** Connections at the same time; MOST_ROWS unless given, and at most. */
  connections?: number;
}

/** A shard when all is read: what reports are made from. */
export interface FinishedShard extends Stores {
  readonly surveyed: Survey;
  readonly evicted: Evicted;
  /** The probes of a connection, or undefined where it was ordinary throughout. */
  booksOf(row: number): ProbeBooks | undefined;
  /** Its heartbeats, or undefined where it has none. */
  heartbeatsOf(row: number): Heartbeats | undefined;
}

/** The share of the connections that are let go of at once, so that choosing them costs little for each. */
const BATCH_SHARE = 16;

export class Shard {
  readonly observer: Observer;
  readonly heartbeats: HeartbeatObserver;
  /** Connections that were let go of. */
  readonly evicted: Evicted = { closed: 0, quiet: 0, probed: 0 };
  readonly tracker: Tracker;
  /** express/, for these connections. */
  readonly program: Program;
  /** Somebody listens to all segments. */
  readonly everyStep: boolean;
  /** What the connections came to that were let go of. */
  private readonly gone: Counts = noCounts();
  private readonly forgetting: ((row: number) => void)[] = [];

  /** `listen` makes the listener to the classified frames; null: nobody listens. Its connections are kept in `arena`. */
  constructor(limits: ShardLimits, listen: ((rows: Rows) => ClassifiedListener) | null, arena?: Arena) {
    const limit = Math.min(MOST_ROWS, Math.max(1, limits.connections ?? MOST_ROWS));
    const batch = Math.ceil(limit / BATCH_SHARE);
    this.tracker = new Tracker({ limit, make: (now) => this.evict(batch, now) }, arena);
    const listener = listen === null ? null : listen(this.tracker.rows);
    this.everyStep = listener !== null;
    this.observer = new Observer(this.tracker, limits, listener);
    this.heartbeats = new HeartbeatObserver(this.tracker);
    this.program = programOver(this);
  }

  get rows(): Rows {
    return this.tracker.rows;
  }

  get exchanges(): ExchangeStore {
    return this.observer.exchanges;
  }

  get probers(): ProberStore {
    return this.observer.probers;
  }

  /** Takes a segment, which has its flow hash, or an ICMP error. */
  take(segment: Segment): void {
    const { tracker, observer, heartbeats } = this;
    const { step } = tracker;
    if (segment.outcome !== Outcome.Segment) {
      this.readIcmpError(segment);
      return;
    }
    tracker.observe(segment);
    if (step.notable & NOTABLE_PAYLOAD) heartbeats.observe(step, segment);
    if (this.everyStep) observer.observe(step, segment, heartbeats.toldOf(segment));
    else if (step.notable & ~NOTABLE_PAYLOAD) observer.observe(step, segment);
  }

  /** A connection whose first segment will be taken later: it counts from now. */
  open(segment: Segment): void {
    this.tracker.open(segment);
  }

  /** What is remembered of the probes of a connection; undefined: it has been ordinary. */
  booksOf(row: number): ProbeBooks | undefined {
    return this.observer.watches.booksOf(row);
  }

  /** The heartbeats of a connection so far; undefined: it has none. */
  heartbeatsOf(row: number): Heartbeats | undefined {
    return this.heartbeats.of(row);
  }

  /** Those of which a side gave up, or whose peer had lost them. */
  endings(): Iterable<Watch> {
    return this.observer.watches.ended();
  }

  /** The rows of those that may have heartbeats. */
  beating(): Iterable<number> {
    return this.heartbeats.rows();
  }

  /** The connection of a row in use as it stands, if it is now `now`, ns. What it says holds until the next segment. */
  timeline(row: number, now: number): Timeline {
    return new Timeline(this.rows, row, this.booksOf(row), now, this.heartbeatsOf(row));
  }

  /** Every connection judged as it stands, if it is now `now`, ns; those that were let go of are in the counts. */
  survey(now: number): Survey {
    return survey(this, now, this.gone);
  }

  /** Probes so far, of those that were let go of too; what waits is pending. Verdicts are not counted. */
  probeCounts(): Counts {
    const counts = copyOf(this.gone);
    addSums(counts, sumProbes(this.program, this.tracker.arena));
    return counts;
  }

  /** As survey() wants it. */
  judge(captureEnd: number, isForRules: Uint8Array): Judged {
    return judgeRows(this.program, this.tracker.arena, captureEnd, isForRules);
  }

  /** `hook` is called with the row of every connection that is let go of, before the row is used again. */
  onForget(hook: (row: number) => void): void {
    this.forgetting.push(hook);
  }

  /** Lets `wanted` connections go at `now`, ns, those that are missed least first (eviction.ts). */
  evict(wanted: number, now: number): void {
    const isProbed = (row: number): boolean => this.hasProbed(row);
    for (const row of rowsToEvict(this.rows, isProbed, wanted, now)) this.letGo(row, now);
  }

  /**
   * All captures are read, the last frame at `now`, ns: what is open is decided, and every connection is judged. Nothing is taken
   * or let go of any more.
   */
  finish(now: number): FinishedShard {
    const { rows, exchanges, probers, evicted, program, tracker } = this;
    tracker.index.end();
    this.observer.finish(now, openRows(program, tracker.arena, rows.count));
    this.heartbeats.finish();
    return {
      rows,
      exchanges,
      probers,
      evicted,
      booksOf: (row) => this.booksOf(row),
      heartbeatsOf: (row) => this.heartbeatsOf(row),
      surveyed: this.survey(now),
    };
  }

  /** Judges a connection and forgets it: the one place where all state of a row goes. */
  private letGo(row: number, now: number): void {
    const { observer, heartbeats, tracker, evicted } = this;
    if (isOver(this.rows.page(row), this.rows.at(row))) evicted.closed++;
    else if (this.hasProbed(row)) evicted.probed++;
    else evicted.quiet++;
    observer.finishOne(row, now);
    heartbeats.finishOne(row);
    count(this.gone, this.timeline(row, now));
    for (const direction of [0, 1] as const) {
      const id = this.rows.prober(row, direction);
      if (id !== 0) countProber(this.gone, this.probers, id);
    }
    for (const hook of this.forgetting) hook(row);
    observer.forget(row);
    heartbeats.forget(row);
    tracker.forget(row);
  }

  private hasProbed(row: number): boolean {
    const { rows, probers } = this;
    return hasProbed(probers, rows.prober(row, 0)) || hasProbed(probers, rows.prober(row, 1));
  }

  private readIcmpError(segment: Segment): void {
    const row = this.tracker.find(segment);
    if (row >= 0) this.observer.icmpError(row, this.tracker.step.direction, segment);
  }
}
