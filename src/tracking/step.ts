/**
 * What one segment did to its connection: where it belongs, and how things stood before it. One instance is filled
 * again for every segment; keepalive/ and timeline/ read it beside the segment, and nobody else writes it.
 *
 * Invariant: row, direction and notable are those of the last segment; the rest is, where `notable` is not 0, but
 * for a copy.
 */
import { distance } from '../wire/sequence.ts';
import { type Direction, HALF_ACK_KNOWN } from './rows.ts';

/** Bits of `Step.notable`: why a segment is more than the ordinary run of data and acknowledgments. 0 = it is not. */
export const NOTABLE_CONTROL = 0x01;
/** At most one octet, and not (for certain) at SND.NXT: may be a keepalive or window probe. */
export const NOTABLE_PROBE_SHAPE = 0x02;
/** Payload that was sent before. */
export const NOTABLE_RESENT = 0x04;
/** A copy of a frame already seen: it changed nothing. */
export const NOTABLE_COPY = 0x08;
/** keepalive/ asked for every segment of this connection. */
export const NOTABLE_WATCHED = 0x10;
/** A bare ACK of nothing new after idle time, as answers to probes are. */
export const NOTABLE_UNPROMPTED = 0x20;
/**
 * heartbeat/ wants it: new payload after a silence of payload, or of a known class; and new payload, FIN and RST of a
 * connection that it follows. To keepalive/ such a segment is ordinary.
 */
export const NOTABLE_PAYLOAD = 0x40;

/** How well SND.NXT is known. */
export const NEXT_UNKNOWN = 0;
export const NEXT_TENTATIVE = 1;
export const NEXT_FIRM = 2;

export class Step {
  row = 0;
  /** 0 from the originator, 1 from the responder. */
  direction: Direction = 0;
  notable = 0;
  /** The sender, before this segment. */
  nextKnown = 0;
  next = 0;
  /** HALF_ flags of both sides. */
  own = 0;
  peer = 0;
  /** What the sender's packets look like: TTL (0: not known) and TRAIT_ bits. */
  ownTtl = 0;
  ownTraits = 0;
  /** What the sender last advertised, unscaled, and the highest that it has acknowledged. */
  ownWindow = 0;
  ownAcknowledged = 0;
  /** The segment was sent before one that is known, by its TSval. */
  isLate = false;
  /** Time since its previous segment, ns; Infinity where there was none. */
  sinceOwn = 0;
  /** With NOTABLE_PAYLOAD: time since the last payload, SYN or FIN of the connection, ns; Infinity where there was none. */
  sincePayload = 0;
  /** With NOTABLE_PAYLOAD: payload octets that the sender and its peer had sent. */
  ownOctets = 0;
  peerOctets = 0;
  /** Time of its last segment that restarts the peer's idle clock, ns. */
  acceptedBefore = 0;
  /** The highest acknowledgment number of the peer; means something with HALF_ACK_KNOWN in `peer`. */
  peerAcknowledged = 0;
  /** Time since the peer's last segment that restarts the sender's idle clock, ns; Infinity where there was none. */
  sincePeer = 0;
  /** The peer's window as last advertised, unscaled; means something with HALF_WINDOW_KNOWN in `peer`. */
  peerWindow = 0;
}

/** Whether the sender had something unacknowledged, as far as the capture shows. */
export function isOutstanding(step: Step): boolean {
  return (step.peer & HALF_ACK_KNOWN) !== 0 && distance(step.peerAcknowledged, step.next) > 0;
}
