/**
 * The connections of some of the flows: all that tracking/ and keepalive/ know of them. Every segment of a flow goes to
 * the same shard, in the order of the capture, and shards know nothing of one another; so they can live in threads.
 */
import { type Survey, survey } from '../diagnosis/survey.ts';
import type { ClassifiedListener } from '../keepalive/classified.ts';
import type { ExchangeStore } from '../keepalive/exchange-store.ts';
import { Observer, type ObserverLimits } from '../keepalive/observer.ts';
import type { ProbeBooks } from '../keepalive/watch.ts';
import type { Rows } from '../tracking/rows.ts';
import { Tracker } from '../tracking/tracker.ts';
import { Outcome } from '../wire/outcome.ts';
import { Segment } from '../wire/segment.ts';

/** Segments that are decoded before the first of them is tracked: enough for their cache misses to overlap, few enough for L1. */
const BATCH = 16;

export function newBatch(): readonly Segment[] {
  return Array.from({ length: BATCH }, () => new Segment());
}

/** A shard when all is read: what reports are made from. */
export interface FinishedShard {
  readonly rows: Rows;
  readonly exchanges: ExchangeStore;
  readonly surveyed: Survey;
  /** The probes of a connection, or undefined where it was ordinary throughout. */
  booksOf(row: number): ProbeBooks | undefined;
}

export class Shard {
  readonly observer: Observer;
  private readonly tracker: Tracker = new Tracker();
  private readonly everyStep: boolean;

  /** `listen` makes the listener to the classified frames; null: nobody listens. */
  constructor(limits: ObserverLimits, listen: ((rows: Rows) => ClassifiedListener) | null) {
    const listener = listen === null ? null : listen(this.tracker.rows);
    this.everyStep = listener !== null;
    this.observer = new Observer(this.tracker, limits, listener);
  }

  get rows(): Rows {
    return this.tracker.rows;
  }

  get exchanges(): ExchangeStore {
    return this.observer.exchanges;
  }

  /** Takes the first `filled` segments of a batch; each has its flow hash, and is a segment or an ICMP error. */
  take(batch: readonly Segment[], filled: number): void {
    const { tracker, observer, everyStep } = this;
    const { step } = tracker;
    let left = filled;
    for (const segment of batch) {
      if (left-- === 0) break;
      tracker.lookAhead(segment);
    }
    left = filled;
    for (const segment of batch) {
      if (left-- === 0) break;
      if (segment.outcome === Outcome.Segment) {
        tracker.observe(segment);
        if (everyStep || step.notable !== 0) observer.observe(step, segment);
      } else this.readIcmpError(segment);
    }
  }

  /** All captures are read, the last frame at `now`, ns: what is open is decided, and every connection is judged. */
  finish(now: number): FinishedShard {
    const { rows, exchanges, observer } = this;
    observer.finish(now);
    const booksOf = (row: number): ProbeBooks | undefined => observer.watchOf(row);
    return { rows, exchanges, booksOf, surveyed: survey(rows, booksOf, now) };
  }

  private readIcmpError(segment: Segment): void {
    const row = this.tracker.find(segment);
    if (row >= 0) this.observer.icmpError(row, this.tracker.step.direction, segment);
  }
}
