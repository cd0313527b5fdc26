/**
 * Probes found afterwards. Where a capture begins on an idle connection, nothing says what a bare segment is: its
 * number may be SND.NXT (an acknowledgment) or one below (a probe). What comes next gives SND.NXT away: the peer's
 * acknowledgment, the sender's own next number, or that it sends the same again and again with nobody answering.
 */
import { SECOND } from '../tracking/time.ts';
import { ACK, RST, type Segment } from '../wire/segment.ts';
import { advance, distance } from '../wire/sequence.ts';
import type { Exchange } from './exchange.ts';

/** `open`: still not known. */
export type Hindsight = 'probe' | 'ordinary' | 'open';

/** Repeats within this are duplicate ACKs, not probes: TCP_KEEPINTVL counts seconds. */
const INTERVAL_AT_LEAST = 0.9 * SECOND;

/** What the sender's own next segment says about `last`, its latest first-seen one. `isBare`: no payload, SYN, FIN or RST. */
export function byOwnSegment(last: Exchange, segment: Segment, isBare: boolean): Hindsight {
  const ahead = distance(advance(last.sequence, last.octets), segment.sequence);
  if (last.octets === 1) return ahead === -1 ? 'probe' : ahead === 0 && isBare ? 'open' : 'ordinary';
  if (ahead === 1) return 'probe';
  if (ahead !== 0 || !isBare) return 'ordinary';
  // Repeats that say something new are acknowledgments and window updates.
  if (segment.acknowledgment !== last.acknowledgment || segment.window !== last.window) return 'ordinary';
  return segment.time - last.time >= INTERVAL_AT_LEAST ? 'probe' : 'ordinary';
}

/** What the peer's next segment says about it. `isFirst`: nothing of the peer was captured before. */
export function byPeerSegment(last: Exchange, segment: Segment, isFirst: boolean): Hindsight {
  if (segment.flags & RST && (segment.flags & ACK) === 0)
    // The reset of a host without the connection takes its number from what it answers (RFC 9293 §3.10.7.1).
    return isFirst && segment.sequence === last.acknowledgment ? 'probe' : 'open';
  if ((segment.flags & ACK) === 0) return 'open';
  if (distance(last.sequence, segment.acknowledgment) !== 1) return 'ordinary';
  if (last.octets === 0) return 'probe';
  // The octet may be data. RFC 2883: a D-SACK says that it had been received before; without SACK, its missing PSH must do.
  return segment.sackBlocks === 0 || segment.sackLeft === last.sequence ? 'probe' : 'ordinary';
}
