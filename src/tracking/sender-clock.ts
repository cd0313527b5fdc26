/** The sender's own clock in its timestamps (RFC 7323 §5.2): it tells when a segment was sent, whatever the capture says. */
import type { Segment } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import * as R from './rows.ts';

/** Whether the segment's TSval is older than one seen before (RFC 7323 §5.2). */
export function isSentBefore(page: DataView, half: number, own: number, segment: Segment): boolean {
  return clockSince(page, half, own, segment) < 0;
}

/** Whether its TSval is younger: whatever the capture's clock says, it is new. */
export function isSentAfter(page: DataView, half: number, own: number, segment: Segment): boolean {
  return clockSince(page, half, own, segment) > 0;
}

/** Ticks of the sender's clock since its latest segment; 0 where they are not known. */
function clockSince(page: DataView, half: number, own: number, segment: Segment): number {
  if (segment.hasTimestamps === 0 || (own & R.HALF_TIMESTAMP_KNOWN) === 0) return 0;
  return distance(page.getInt32(half + R.TIMESTAMP, true), segment.timestampValue);
}
