/**
 * How things stand before a segment, and whether the segment is more than ordinary. Reads the row, fills the step.
 */
import { classOf, TOLD } from '../wire/payload-class.ts';
import { ACK, FIN, PSH, RST, type Segment, SYN } from '../wire/segment.ts';
import * as R from './rows.ts';
import * as S from './step.ts';

const CONTROL = SYN | FIN | RST;

/** The NOTABLE_ bits of a segment. `grew`: it reaches beyond SND.NXT, which is `next`. */
export function notableOf(
  segment: Segment,
  connection: number,
  own: number,
  next: number,
  peerWindow: number,
  grew: boolean,
): number {
  const notable = connection & R.CONNECTION_WATCHED ? S.NOTABLE_WATCHED : 0;
  if (segment.flags & CONTROL) return notable | S.NOTABLE_CONTROL;
  if (segment.length > 1) return grew ? notable : notable | S.NOTABLE_RESENT;
  if (own & R.HALF_NEXT_FIRM && segment.sequence === next) {
    // One octet into a closed window: the window probe of BSD.
    return segment.length === 1 && peerWindow === 0 ? notable | S.NOTABLE_PROBE_SHAPE : notable;
  }
  if (segment.length === 0) return notable | S.NOTABLE_PROBE_SHAPE;
  const isKnown = (own & (R.HALF_NEXT_FIRM | R.HALF_NEXT_TENTATIVE)) !== 0;
  if (isKnown && grew) return notable;
  if (!isKnown && segment.flags & PSH) return notable;
  return notable | S.NOTABLE_PROBE_SHAPE | (grew ? 0 : S.NOTABLE_RESENT);
}

/** Whether a segment that brings nothing new is a bare ACK at SND.NXT with the window of before, after idle time. */
export function isUnprompted(page: DataView, half: number, own: number, segment: Segment): boolean {
  return (
    segment.length === 0 &&
    (segment.flags & (CONTROL | ACK)) === ACK &&
    (own & R.HALF_NEXT_FIRM) !== 0 &&
    segment.sequence === page.getInt32(half + R.NEXT, true) &&
    segment.window === page.getUint16(half + R.WINDOW, true) &&
    segment.time - R.acceptedTime(page, half) >= R.IDLE_AT_LEAST
  );
}

/** NOTABLE_PAYLOAD where heartbeat/ wants the segment. `idle`: time without payload before it, ns; `grew` as above. */
export function payloadNotable(segment: Segment, connection: number, grew: boolean, idle: number): number {
  const isFollowed = (connection & R.CONNECTION_FOLLOWED) !== 0;
  if (segment.flags & CONTROL) return isFollowed ? S.NOTABLE_PAYLOAD : 0;
  if (segment.length === 0 || !grew) return 0;
  return isFollowed || idle >= R.RESUMED_AFTER || classOf(segment.payload) >= TOLD ? S.NOTABLE_PAYLOAD : 0;
}

/** Time without payload before the segment, ns; Infinity before the first payload of a connection that began earlier. */
export function idleBefore(page: DataView, at: number, own: number, peer: number, segment: Segment): number {
  if ((own | peer) & R.HALF_SYN) return segment.time - page.getFloat64(at + R.PAYLOAD_TIME, true);
  const isFirst = !R.hasSent(page, at, 0) && !R.hasSent(page, at, 1);
  return isFirst ? NEVER : segment.time - page.getFloat64(at + R.PAYLOAD_TIME, true);
}

/** What each side of a connection has sent by now, payload octets, and the time of the last payload, SYN or FIN, ns. */
export function sentBy(
  rows: R.Rows,
  row: number,
): { octets: readonly [number, number]; payloadTime: number } {
  const page = rows.page(row);
  const at = rows.at(row);
  const octets = [R.octetsOf(page, at, 0), R.octetsOf(page, at, 1)] as const;
  return { octets, payloadTime: page.getFloat64(at + R.PAYLOAD_TIME, true) };
}

/** Fills what only a segment with NOTABLE_PAYLOAD needs. `idle`: idleBefore() it, ns. */
export function describePayload(step: S.Step, page: DataView, at: number, idle: number): void {
  step.sincePayload = idle;
  step.ownOctets = R.octetsOf(page, at, step.direction);
  step.peerOctets = R.octetsOf(page, at, R.opposite(step.direction));
}

/** Fills `step` from the row; the row is as the segments before left it. */
export function describe(
  step: S.Step,
  segment: Segment,
  page: DataView,
  half: number,
  peerHalf: number,
  own: number,
  peer: number,
): void {
  step.own = own;
  step.peer = peer;
  step.nextKnown =
    own & R.HALF_NEXT_FIRM ? S.NEXT_FIRM : own & R.HALF_NEXT_TENTATIVE ? S.NEXT_TENTATIVE : S.NEXT_UNKNOWN;
  step.ownTtl = page.getUint8(R.coldOfHalf(half) + R.TTL);
  step.ownTraits = page.getUint8(R.coldOfHalf(half) + R.TRAITS);
  step.ownWindow = page.getUint16(half + R.WINDOW, true);
  step.ownAcknowledged = page.getInt32(half + R.ACKNOWLEDGED, true);
  step.next = page.getInt32(half + R.NEXT, true);
  step.sinceOwn = own & R.HALF_SEEN ? segment.time - page.getFloat64(half + R.HALF_TIME, true) : NEVER;
  step.acceptedBefore = own & R.HALF_SEEN ? R.acceptedTime(page, half) : -NEVER;
  step.peerAcknowledged = page.getInt32(peerHalf + R.ACKNOWLEDGED, true);
  step.sincePeer = peer & R.HALF_SEEN ? segment.time - R.acceptedTime(page, peerHalf) : NEVER;
  step.peerWindow = page.getUint16(peerHalf + R.WINDOW, true);
}

const NEVER = Number.POSITIVE_INFINITY;
