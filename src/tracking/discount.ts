/** What turns out to be a probe is taken out of what the tracker holds for said: the idle clocks, the last data. */
import * as R from './rows.ts';
import type { Step } from './step.ts';
import type { Tracker } from './tracker.ts';

/**
 * The segment of this step was an empty probe: it does not restart the idle clock of its receiver, which
 * drops it before it looks at the acknowledgment (Linux tcp_validate_incoming; measured).
 */
export function discountProbe({ rows, step }: Tracker): void {
  discount(rows, step.row, step.direction, step.acceptedBefore);
}

/** The segment of this step was a probe with an octet, which is no data: what repeats it is no retransmission of any. */
export function discountOctet({ rows, step }: Tracker): void {
  const page = rows.page(step.row);
  const flags = rows.at(step.row) + R.halfOffset(step.direction) + R.HALF_FLAGS;
  page.setUint16(flags, page.getUint16(flags, true) & ~R.HALF_LAST_WAS_DATA, true);
}

/**
 * The first segments of a side, up to `until`, have turned out to be empty probes: when it last sent something that
 * counts is not known. The step of the segment that gave them away is put right too.
 */
export function discountFirst(tracker: Tracker, row: number, direction: R.Direction, until: number): void {
  const { rows, step } = tracker;
  const half = rows.at(row) + R.halfOffset(direction);
  if (R.acceptedTime(rows.page(row), half) <= until) discount(rows, row, direction, Number.NEGATIVE_INFINITY);
  if (step.row === row) forgetAccepted(step, direction);
}

function forgetAccepted(step: Step, direction: R.Direction): void {
  if (step.direction === direction) step.acceptedBefore = Number.NEGATIVE_INFINITY;
  else step.sincePeer = Number.POSITIVE_INFINITY;
}

function discount(rows: R.Rows, row: number, direction: number, accepted: number): void {
  const page = rows.page(row);
  const half = rows.at(row) + R.halfOffset(direction);
  page.setFloat64(R.probedOfHalf(half) + R.ACCEPTED_TIME, accepted, true);
  page.setUint16(half + R.HALF_FLAGS, page.getUint16(half + R.HALF_FLAGS, true) | R.HALF_DISCOUNTED, true);
}
