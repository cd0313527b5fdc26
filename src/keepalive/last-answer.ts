/** What the peer's latest answer carried: whether the prober knows of it shows in what the prober sends next. */
import { SECOND } from '../tracking/time.ts';
import type { Segment } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import {
  LAST_ANSWER_TIME,
  LAST_ANSWER_TIMESTAMP,
  LAST_ANSWER_WINDOW,
  PROBER_ANSWER_STAMPED,
} from './prober-layout.ts';
import type { ProberRow } from './prober-row.ts';

/** An answer may still be on its way to the prober for this long, ns. */
const ON_ITS_WAY = 0.5 * SECOND;

/** What is kept of an answer; fields as in Segment. */
export type Answer = Pick<Segment, 'time' | 'window' | 'hasTimestamps' | 'timestampValue'>;

export class LastAnswer {
  private readonly row: ProberRow;

  constructor(row: ProberRow) {
    this.row = row;
  }

  /** Unscaled. */
  get window(): number {
    return this.row.short(LAST_ANSWER_WINDOW);
  }

  /** ns. */
  get time(): number {
    return this.row.time(LAST_ANSWER_TIME);
  }

  take({ time, window, hasTimestamps, timestampValue }: Answer): void {
    const { row } = this;
    row.setTime(LAST_ANSWER_TIME, time);
    row.setFlag(PROBER_ANSWER_STAMPED, hasTimestamps === 1);
    row.setWord(LAST_ANSWER_TIMESTAMP, hasTimestamps === 1 ? timestampValue : 0);
    row.setShort(LAST_ANSWER_WINDOW, window);
  }

  /** Whether the prober's segment shows that the answer reached it. */
  isKnownTo(segment: Segment): boolean {
    return this.isStamped(segment) && distance(this.timestamp, segment.timestampEcho) >= 0;
  }

  /**
   * Whether the segment, the prober's, shows that the answer did not reach it: its TSecr is older than the answer's TSval
   * (RFC 7323 §4.3: TS.Recent is updated by what arrives in order). The answer was lost behind the point of capture.
   */
  isUnknownTo(segment: Segment): boolean {
    return (
      this.isStamped(segment) &&
      distance(segment.timestampEcho, this.timestamp) > 0 &&
      segment.time - this.time > ON_ITS_WAY
    );
  }

  /** TSval; means something where the answer has one. */
  private get timestamp(): number {
    return this.row.word(LAST_ANSWER_TIMESTAMP);
  }

  /** Whether both the answer and the segment have timestamps. */
  private isStamped(segment: Segment): boolean {
    return this.row.is(PROBER_ANSWER_STAMPED) && segment.hasTimestamps === 1;
  }
}
