/**
 * What is wrong with a capture is counted, never thrown: each kind once, with the first frame where it was met.
 */
import type { AnomalyCode, CaptureFacts } from './reader.ts';

/** Counts one more `code`, met at or before `frame`. */
export function countAnomaly(facts: CaptureFacts, code: AnomalyCode, frame: number): void {
  const known = facts.anomalies.find((anomaly) => anomaly.code === code);
  if (known) known.count++;
  else facts.anomalies.push({ code, count: 1, firstFrame: frame });
}
