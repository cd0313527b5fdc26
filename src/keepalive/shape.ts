/**
 * What a segment of at most one octet may be, told from its numbers and from how things stood before it. These are the
 * rules of RFC 9293 §3.8.4 seen from outside: a probe repeats the octet before SND.NXT, with nothing outstanding.
 */
import {
  HALF_ACK_KNOWN,
  HALF_FIN,
  HALF_LAST_WAS_DATA,
  HALF_LEAP,
  HALF_PAST_FIN,
  HALF_SPOKE,
  HALF_SYN,
  HALF_WINDOW_KNOWN,
  IDLE_AT_LEAST,
} from '../tracking/rows.ts';
import { isOutstanding, NEXT_FIRM, NEXT_TENTATIVE, NEXT_UNKNOWN, type Step } from '../tracking/step.ts';
import { SECOND } from '../tracking/time.ts';
import { PSH, type Segment } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import { SHORTEST_WINDOW_PROBE } from './closed-window.ts';

export const Shape = {
  /** An acknowledgment, data, or a retransmission: no probe. */
  Ordinary: 0,
  Probe: 1,
  WindowProbe: 2,
  /** A keepalive or a window probe: the peer's window is closed. */
  ClosedWindow: 3,
  /** The same where the peer's window was not captured since it could have closed. */
  UnseenWindow: 4,
  /** SND.NXT is not known: what comes after tells (keepalive/first-seen.ts). */
  FirstSeen: 5,
  /** A probe's shape soon after data that nothing acknowledged: a window probe, if its answer says that the window is closed. */
  Unacknowledged: 6,
} as const;
export type Shape = (typeof Shape)[keyof typeof Shape];

/** An ACK that was overtaken by its sender's own FIN or octet, and a garbage octet's rival, the retransmitted last octet. */
const OVERTAKEN_WITHIN = 0.5 * SECOND;

/** The shape of a segment without SYN, FIN and RST. */
export function shapeOf(step: Step, segment: Segment): Shape {
  if (segment.length > 1) return Shape.Ordinary;
  if (isDisplaced(step) && !isProbeWhenever(step, segment)) return Shape.Ordinary;
  if (step.nextKnown === NEXT_UNKNOWN)
    return segment.length === 0 || (segment.flags & PSH) === 0 ? Shape.FirstSeen : Shape.Ordinary;
  const ahead = distance(step.next, segment.sequence);
  if (step.nextKnown === NEXT_TENTATIVE && ahead === 0 && segment.length === 0) return Shape.FirstSeen;

  const closed = isWindowSeen(step) && step.peerWindow === 0;
  if (ahead === 0)
    return segment.length === 1 && closed && !isOutstanding(step) ? Shape.WindowProbe : Shape.Ordinary;
  if (ahead === -2) return isBeforeUnacknowledgedFin(step) ? Shape.Probe : Shape.Ordinary;
  // A number that was not captured being reached, after idle time: SND.NXT, or one below it.
  if (ahead > 0 && segment.length === 0 && step.sinceOwn >= IDLE_AT_LEAST) return Shape.FirstSeen;
  if (ahead !== -1) return Shape.Ordinary;

  if (isOutstanding(step)) {
    // BSD asks with the octet that does not fit (RFC 9293 §3.8.6.1); the peer has not taken it.
    if (segment.length === 1) return closed ? Shape.WindowProbe : Shape.Ordinary;
    // No stack probes with data outstanding: the acknowledgment was not captured, and no window that came with it. SYN
    // and FIN are another matter.
    if ((step.own & HALF_SPOKE) === 0) return Shape.Ordinary;
    if (step.sinceOwn >= IDLE_AT_LEAST) return closed ? Shape.ClosedWindow : Shape.UnseenWindow;
    return step.sinceOwn >= SHORTEST_WINDOW_PROBE && (step.own & HALF_FIN) === 0
      ? Shape.Unacknowledged
      : Shape.Ordinary;
  }
  if (segment.length === 1 && isRetransmittedOctet(step, segment)) return Shape.Ordinary;
  if (isOvertaken(step, segment) && !closed) return Shape.Ordinary;
  if (isHandshakeArtefact(step)) return Shape.Ordinary;
  if (!isWindowSeen(step)) return Shape.UnseenWindow;
  return closed ? Shape.ClosedWindow : Shape.Probe;
}

/** Whether the segment was sent before what was captured before it, by the sender's clock or the capture's. */
export function isDisplaced(step: Step): boolean {
  return step.isLate || step.sinceOwn < 0;
}

/**
 * The number before SND.NXT, and no overtaken acknowledgment: one of these has a number at which another segment of its
 * side begins, and none begins there.
 */
function isProbeWhenever(step: Step, segment: Segment): boolean {
  return (
    segment.length === 0 &&
    step.nextKnown === NEXT_FIRM &&
    (step.own & HALF_LEAP) !== 0 &&
    distance(step.next, segment.sequence) === -1 &&
    !isOutstanding(step)
  );
}

/** What the segment is, those after it tell. */
export function waitsForHindsight(shape: Shape): boolean {
  return shape === Shape.FirstSeen || shape === Shape.Unacknowledged;
}

/** Whether a window of the peer was captured. */
export function isWindowSeen(step: Step): boolean {
  return (step.peer & HALF_WINDOW_KNOWN) !== 0;
}

/** SND.UNA-1 while only the FIN is unacknowledged: real stacks probe there too. */
function isBeforeUnacknowledgedFin(step: Step): boolean {
  return (
    (step.own & HALF_FIN) !== 0 &&
    (step.peer & HALF_ACK_KNOWN) !== 0 &&
    distance(step.peerAcknowledged, step.next) === 1 &&
    step.sinceOwn >= OVERTAKEN_WITHIN
  );
}

/**
 * The last octet once more, though it was acknowledged: the acknowledgment had not reached the sender yet. Data is
 * pushed, a garbage octet is not; where nothing of the peer was captured PSH alone must tell.
 */
function isRetransmittedOctet(step: Step, segment: Segment): boolean {
  if ((step.peer & HALF_ACK_KNOWN) === 0) return (segment.flags & PSH) !== 0;
  const isPushed = (segment.flags & PSH) !== 0;
  const isSoon = step.sinceOwn < OVERTAKEN_WITHIN;
  return (step.own & HALF_LAST_WAS_DATA) === 0 ? isPushed && isSoon : isPushed || isSoon;
}

/** An ACK from before its sender's FIN, or before the one octet that it sent last. */
function isOvertaken({ own, sinceOwn }: Step, { length }: Segment): boolean {
  if (sinceOwn >= OVERTAKEN_WITHIN) return false;
  if ((own & (HALF_FIN | HALF_PAST_FIN)) === HALF_FIN) return true;
  return length === 0 && (own & (HALF_LAST_WAS_DATA | HALF_LEAP)) === HALF_LAST_WAS_DATA;
}

/** An ACK that repeats the SYN's number before the handshake is through: scanners and broken stacks send it. */
function isHandshakeArtefact(step: Step): boolean {
  return (step.own & (HALF_SYN | HALF_SPOKE)) === HALF_SYN && step.sinceOwn < IDLE_AT_LEAST;
}
