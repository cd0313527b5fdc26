/**
 * How a segment moves the numbers of its connection: SND.NXT of its sender, and what it acknowledges of its peer.
 */
import { ACK, FIN, MISSING_ACKNOWLEDGMENT, RST, type Segment, SYN } from '../wire/segment.ts';
import { advance, distance } from '../wire/sequence.ts';
import * as R from './rows.ts';
import { NEXT_UNKNOWN, type Step } from './step.ts';

/** RFC 9293 §3.4: half the number space. What is farther ahead is behind. A jump of more than this is not believed. */
const BELIEVABLE_JUMP = 1 << 30;

/** Moves SND.NXT of the sender; true where the segment reached beyond it. */
export function growNext(page: DataView, half: number, step: Step, segment: Segment): boolean {
  const flags = segment.flags;
  if (flags & RST) return false;
  const counted = segment.length + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0);
  const end = advance(segment.sequence, counted);
  if (step.nextKnown === NEXT_UNKNOWN) {
    // A first bare segment may be a probe, one below SND.NXT; one octet without PSH may be a probe's, but either way ends there.
    const known = counted > 0 ? R.HALF_NEXT_FIRM : R.HALF_NEXT_TENTATIVE;
    page.setUint16(half + R.HALF_FLAGS, page.getUint16(half + R.HALF_FLAGS, true) | known, true);
    page.setInt32(half + R.NEXT, end, true);
    return true;
  }
  const farther = distance(step.next, end);
  if (farther <= 0 || farther > BELIEVABLE_JUMP) return false;
  confirmNext(page, half, end);
  return true;
}

/** Writes SND.NXT of a half as known for certain. */
export function confirmNext(page: DataView, half: number, next: number): void {
  const flags = page.getUint16(half + R.HALF_FLAGS, true);
  page.setInt32(half + R.NEXT, next, true);
  page.setUint16(half + R.HALF_FLAGS, (flags & ~R.HALF_NEXT_TENTATIVE) | R.HALF_NEXT_FIRM, true);
}

/**
 * Moves the sender's acknowledgment; true where it acknowledges something new. What is acknowledged was sent, seen or
 * not: the peer's SND.NXT is at least that. So a capture that begins mid-idle learns it from the first answer.
 */
export function growAcknowledged(
  page: DataView,
  half: number,
  peerHalf: number,
  step: Step,
  segment: Segment,
): boolean {
  if ((segment.flags & (ACK | RST)) !== ACK || segment.missing & MISSING_ACKNOWLEDGMENT) return false;
  const acknowledgment = segment.acknowledgment;
  const farther = distance(page.getInt32(half + R.ACKNOWLEDGED, true), acknowledgment);
  if (step.own & R.HALF_ACK_KNOWN && (farther <= 0 || farther > BELIEVABLE_JUMP)) return false;
  page.setInt32(half + R.ACKNOWLEDGED, acknowledgment, true);
  page.setUint16(half + R.HALF_FLAGS, page.getUint16(half + R.HALF_FLAGS, true) | R.HALF_ACK_KNOWN, true);
  page.setUint16(peerHalf + R.RESENT_TIMES, 0, true);
  page.setUint32(peerHalf + R.RESUME_FRAME, 0, true);

  const beyond = distance(step.peerNext, acknowledgment);
  const peerFirm = (step.peer & R.HALF_NEXT_FIRM) !== 0;
  const peerTentative = (step.peer & R.HALF_NEXT_TENTATIVE) !== 0;
  if ((peerFirm && (beyond <= 0 || beyond > BELIEVABLE_JUMP)) || (peerTentative && beyond < 0)) return true;
  confirmNext(page, peerHalf, acknowledgment);
  return true;
}
