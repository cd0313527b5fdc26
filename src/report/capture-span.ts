/** The stretch of time that captures cover together. */
import { parseInstant, type TimeSpan } from './instant.ts';
import type { CaptureReport } from './model.ts';

/** From the earliest first frame to the latest last one; null where no frame has a time. */
export function captureSpan(captures: readonly CaptureReport[]): TimeSpan | null {
  let span: TimeSpan | null = null;
  for (const { firstAt, lastAt } of captures) {
    const first = firstAt === null ? null : parseInstant(firstAt);
    const last = lastAt === null ? first : parseInstant(lastAt);
    if (first === null || last === null) continue;
    if (span === null) span = { first, last };
    else span = { first: first < span.first ? first : span.first, last: last > span.last ? last : span.last };
  }
  return span;
}
