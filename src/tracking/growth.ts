/**
 * How a segment moves the numbers of its connection: SND.NXT of its sender, and what it acknowledges of its peer.
 */
import { ACK, FIN, MISSING_ACKNOWLEDGMENT, RST, type Segment, SYN } from '../wire/segment.ts';
import { advance, distance } from '../wire/sequence.ts';
import * as R from './rows.ts';

/** A quarter of the number space, the largest window there is (RFC 7323 §2.3): a jump of more is not believed. */
const BELIEVABLE_JUMP = 1 << 30;
/** Flags of a half that say which of its numbers are known. */
const NUMBERS =
  R.HALF_NEXT_FIRM | R.HALF_NEXT_TENTATIVE | R.HALF_LEAP | R.HALF_ACK_KNOWN | R.HALF_TIMESTAMP_KNOWN;

/** The number after the segment's last octet; SYN and FIN count as one each (RFC 9293 §3.4). */
export function endOf(segment: Segment): number {
  const control = segment.flags & (SYN | FIN);
  return advance(segment.sequence, segment.length + (control === 0 ? 0 : control === (SYN | FIN) ? 2 : 1));
}

/** Whether a segment that ends at `end` reaches beyond SND.NXT, or says it for the first time. */
export function reachesBeyond(own: number, next: number, end: number, segment: Segment): boolean {
  if (segment.flags & RST) return false;
  if ((own & (R.HALF_NEXT_FIRM | R.HALF_NEXT_TENTATIVE)) === 0) return true;
  const farther = distance(next, end);
  return farther > 0 && farther <= BELIEVABLE_JUMP;
}

/** Whether the segment acknowledges more than its sender did before. */
export function acknowledgesMore(page: DataView, half: number, own: number, segment: Segment): boolean {
  if ((segment.flags & (ACK | RST)) !== ACK || segment.missing & MISSING_ACKNOWLEDGMENT) return false;
  const farther = distance(page.getInt32(half + R.ACKNOWLEDGED, true), segment.acknowledgment);
  return (own & R.HALF_ACK_KNOWN) === 0 || (farther > 0 && farther <= BELIEVABLE_JUMP);
}

/**
 * Moves SND.NXT of the sender to `end`; returns the half's flags. A first bare segment, or the first after a
 * hole in the capture and idle time, may be a probe, one below SND.NXT, so it leaves the number tentative; with an octet
 * it ends at SND.NXT whether it is a probe or data.
 */
export function growNext(page: DataView, half: number, own: number, end: number, segment: Segment): number {
  const isFirst = (own & (R.HALF_NEXT_FIRM | R.HALF_NEXT_TENTATIVE)) === 0;
  const isFar = isFirst || distance(page.getInt32(half + R.NEXT, true), end) > 1;
  const isLeap = isFar && segment.length > 1 && (segment.flags & FIN) === 0;
  const flags = isLeap ? own | R.HALF_LEAP : own & ~R.HALF_LEAP;
  page.setInt32(half + R.NEXT, end, true);
  const isAfterHole = !isFirst && segment.time - page.getFloat64(half + R.HALF_TIME, true) >= R.IDLE_AT_LEAST;
  if ((isFirst || isAfterHole) && end === segment.sequence)
    return (flags & ~R.HALF_NEXT_FIRM) | R.HALF_NEXT_TENTATIVE;
  return (flags & ~R.HALF_NEXT_TENTATIVE) | R.HALF_NEXT_FIRM;
}

/**
 * Moves the sender's acknowledgment. What is acknowledged was sent, seen or not: the peer's SND.NXT is at least that.
 * So a capture that begins mid-idle learns it from the first answer. `isOlder`: what is acknowledged is another connection's.
 */
export function growAcknowledged(
  page: DataView,
  half: number,
  peerHalf: number,
  peer: number,
  acknowledgment: number,
  isOlder: boolean,
): void {
  page.setInt32(half + R.ACKNOWLEDGED, acknowledgment, true);
  page.setUint16(peerHalf + R.RESENT_TIMES, 0, true);
  page.setUint16(peerHalf + R.HALF_FLAGS, peer & ~R.HALF_RESUMED, true);
  if (isOlder) return;
  const beyond = distance(page.getInt32(peerHalf + R.NEXT, true), acknowledgment);
  if (peer & R.HALF_NEXT_FIRM) {
    if (beyond <= 0 || beyond > BELIEVABLE_JUMP) return;
  } else if (peer & R.HALF_NEXT_TENTATIVE && beyond < 0) return;
  confirmNext(page, peerHalf, acknowledgment);
}

/**
 * What a host sends before its own SYN belongs to an older connection on the same ports (RFC 5961 §4, challenge ACK): its
 * SYN begins anew, whatever the flags of its half say of numbers (RFC 9293 §3.10.7.3).
 */
export function flagsBefore(own: number, segment: Segment): number {
  return (segment.flags & SYN) !== 0 && (own & R.HALF_SYN) === 0 ? own & ~NUMBERS : own;
}

/** Whether the segment is such a one, where its peer has sent its SYN and nothing else. */
export function isOfOlder(own: number, peer: number, segment: Segment): boolean {
  return (
    (segment.flags & SYN) === 0 &&
    (own & R.HALF_SYN) === 0 &&
    (peer & (R.HALF_SYN | R.HALF_SPOKE)) === R.HALF_SYN
  );
}

/** Writes SND.NXT of a half as known for certain. */
export function confirmNext(page: DataView, half: number, next: number): void {
  const flags = page.getUint16(half + R.HALF_FLAGS, true);
  page.setInt32(half + R.NEXT, next, true);
  page.setUint16(
    half + R.HALF_FLAGS,
    (flags & ~(R.HALF_NEXT_TENTATIVE | R.HALF_LEAP)) | R.HALF_NEXT_FIRM,
    true,
  );
}
