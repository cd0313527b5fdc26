/**
 * How things stand before a segment, and whether the segment is more than ordinary. Reads the row, fills the step.
 */
import { FIN, PSH, RST, type Segment, SYN } from '../wire/segment.ts';
import * as R from './rows.ts';
import * as S from './step.ts';

const CONTROL = SYN | FIN | RST;

/** Fills `step` from the row; the row is as the segments before left it. */
export function describe(
  step: S.Step,
  segment: Segment,
  page: DataView,
  at: number,
  half: number,
  peerHalf: number,
): void {
  const own = page.getUint16(half + R.HALF_FLAGS, true);
  const peer = page.getUint16(peerHalf + R.HALF_FLAGS, true);
  step.own = own;
  step.peer = peer;
  step.silence = step.opens ? 0 : Math.max(0, segment.time - page.getFloat64(at + R.LAST_TIME, true));
  step.nextKnown =
    own & R.HALF_NEXT_FIRM ? S.NEXT_FIRM : own & R.HALF_NEXT_TENTATIVE ? S.NEXT_TENTATIVE : S.NEXT_UNKNOWN;
  step.next = page.getInt32(half + R.NEXT, true);
  step.timestamp = page.getInt32(half + R.TIMESTAMP, true);
  step.sinceOwn =
    own & R.HALF_SEEN ? segment.time - page.getFloat64(half + R.HALF_TIME, true) : Number.POSITIVE_INFINITY;
  step.acceptedBefore = page.getFloat64(half + R.ACCEPTED_TIME, true);
  step.peerAcknowledged = page.getInt32(peerHalf + R.ACKNOWLEDGED, true);
  step.sincePeer =
    peer & R.HALF_SEEN
      ? segment.time - page.getFloat64(peerHalf + R.ACCEPTED_TIME, true)
      : Number.POSITIVE_INFINITY;
  step.peerWindow = page.getUint16(peerHalf + R.WINDOW, true);
  step.peerNext = page.getInt32(peerHalf + R.NEXT, true);
}

/** The NOTABLE_ bits of a segment that is no copy. `grew`: it reached beyond SND.NXT. */
export function notableOf(step: S.Step, segment: Segment, connectionFlags: number, grew: boolean): number {
  let notable = connectionFlags & R.CONNECTION_WATCHED ? S.NOTABLE_WATCHED : 0;
  if (segment.flags & CONTROL) return notable | S.NOTABLE_CONTROL;
  if (segment.length > 1) return grew ? notable : notable | S.NOTABLE_RESENT;
  const atNext = step.nextKnown === S.NEXT_FIRM && segment.sequence === step.next;
  if (!atNext || (segment.length === 1 && step.peerWindow === 0)) {
    const freshByte = segment.length === 1 && step.nextKnown === S.NEXT_UNKNOWN && segment.flags & PSH;
    if (!freshByte) notable |= S.NOTABLE_PROBE_SHAPE;
  }
  if (segment.length === 1 && !grew) notable |= S.NOTABLE_RESENT;
  return notable;
}
