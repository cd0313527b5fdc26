/**
 * What is wrong with a capture is counted, never thrown: each kind once, with the first frame where it was met.
 */
import type { AnomalyCode, CaptureFacts } from './reader.ts';

/** Counts one more `code`, met at or before `frame`. */
export function countAnomaly(facts: CaptureFacts, code: AnomalyCode, frame: number): void {
  const known = facts.anomalies.find((anomaly) => anomaly.code === code);
  if (known) {
    known.count++;
    return;
  }
  // In the order of frames: a reader is many frames ahead of whoever else counts here.
  const later = facts.anomalies.findIndex(({ firstFrame }) => firstFrame > frame);
  facts.anomalies.splice(later < 0 ? facts.anomalies.length : later, 0, {
    code,
    count: 1,
    firstFrame: frame,
  });
}

/**
 * A signal ended the reading before `frame`. So the report says of itself, in its data, that it is partial: whoever reads
 * it later has not seen the signal.
 */
export function countInterruption(facts: CaptureFacts, frame: number): void {
  countAnomaly(facts, 'reading-interrupted', frame);
  facts.complete = false;
}
