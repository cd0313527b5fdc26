/** What the peer's latest answer carried: whether the prober knows of it shows in what the prober sends next. */
import { SECOND } from '../tracking/time.ts';
import type { Segment } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';

/** An answer may still be on its way to the prober for this long, ns. */
const ON_ITS_WAY = 0.5 * SECOND;

/** What is kept of an answer; fields as in Segment. */
export type Answer = Pick<Segment, 'time' | 'window' | 'hasTimestamps' | 'timestampValue'>;

export class LastAnswer {
  /** Unscaled. */
  window = 0;
  /** ns. */
  time = 0;
  /** TSval; null where the answer has none. */
  private timestamp: number | null = null;

  take({ time, window, hasTimestamps, timestampValue }: Answer): void {
    this.time = time;
    this.timestamp = hasTimestamps ? timestampValue : null;
    this.window = window;
  }

  /** Whether the prober's segment shows that the answer reached it. */
  isKnownTo(segment: Segment): boolean {
    return (
      this.timestamp !== null &&
      segment.hasTimestamps === 1 &&
      distance(this.timestamp, segment.timestampEcho) >= 0
    );
  }

  /**
   * Whether the segment, the prober's, shows that the answer did not reach it: its TSecr is older than the answer's TSval
   * (RFC 7323 §4.3: TS.Recent is updated by what arrives in order). The answer was lost behind the point of capture.
   */
  isUnknownTo(segment: Segment): boolean {
    return (
      this.timestamp !== null &&
      segment.hasTimestamps === 1 &&
      distance(segment.timestampEcho, this.timestamp) > 0 &&
      segment.time - this.time > ON_ITS_WAY
    );
  }
}
