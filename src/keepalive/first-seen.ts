/**
 * Probes found afterwards. Where a capture begins on an idle connection, nothing says what a bare segment is: its
 * number may be SND.NXT (an acknowledgment) or one below (a probe). What comes next gives SND.NXT away: the peer's
 * acknowledgment, the sender's own next number, or that it sends the same again and again with nobody answering.
 */
import { SECOND } from '../tracking/time.ts';
import { ACK, RST, type Segment } from '../wire/segment.ts';
import { advance, distance } from '../wire/sequence.ts';
import { startsBackOff } from './closed-window.ts';
import type { Exchange } from './exchange.ts';

/** `last`: the latest of them was a probe, and no other. `open`: still not known. */
export type Hindsight = 'probe' | 'last' | 'ordinary' | 'open';

/** Repeats within this are duplicate ACKs, not probes: TCP_KEEPINTVL counts seconds. */
const INTERVAL_AT_LEAST = 0.9 * SECOND;

/** More repeats are probes, whatever comes: answers would have met a probe of the peer's, or the end. */
const REPEATS = 64;

/** What is known beside the first-seen segments themselves. */
export interface Hint {
  /** Nothing of the peer was captured: repeats may be its answers as well, to probes that were not captured. */
  isAlone: boolean;
  /** By the segment's TSecr its sender has received something since the last of them. */
  hasHeard: boolean;
}

/**
 * What the sender's own next segment says about `seen`, its latest first-seen ones, oldest first. `isBare`: no payload,
 * SYN, FIN or RST.
 */
export function byOwnSegment(
  seen: readonly Exchange[],
  segment: Segment,
  isBare: boolean,
  { isAlone, hasHeard }: Hint,
): Hindsight {
  const last = seen[seen.length - 1];
  if (last === undefined) return 'open';
  const ahead = distance(advance(last.sequence, last.octets), segment.sequence);
  if (last.octets === 1) return ahead === -1 ? 'probe' : ahead === 0 && isBare ? 'open' : 'ordinary';
  if (ahead === 1) return 'probe';
  if (ahead !== 0 || !isBare) return 'ordinary';
  // Repeats that say something new are acknowledgments and window updates.
  if (segment.acknowledgment !== last.acknowledgment || segment.window !== last.window) return 'ordinary';
  const isBackOff = startsBackOff([...timesOf(seen), segment.time]);
  const isSpaced = segment.time - last.time >= INTERVAL_AT_LEAST;
  if (isAlone && (isSpaced || isBackOff || isRun(seen)))
    // An answer to a probe has the TSecr of the last segment before it: a probe is not taken into TS.Recent (RFC 7323 §4.3).
    return isSpaced && (hasHeard || seen.length >= REPEATS) ? 'probe' : 'open';
  if (!isSpaced) return isBackOff ? 'open' : 'ordinary';
  return isBackOff ? 'probe' : 'last';
}

/** What they were where nothing more comes: a side whose probes nobody answers says no more. */
export function byEnd(seen: readonly Exchange[]): Hindsight {
  return isRun(seen) ? 'probe' : 'ordinary';
}

/** What the peer's next segment says about them. `isFirst`: nothing of the peer was captured before. */
export function byPeerSegment(seen: readonly Exchange[], segment: Segment, isFirst: boolean): Hindsight {
  const last = seen[seen.length - 1];
  if (last === undefined) return 'open';
  if (segment.flags & RST && (segment.flags & ACK) === 0)
    // The reset of a host without the connection takes its number from what it answers (RFC 9293 §3.10.7.1).
    return isFirst && segment.sequence === last.acknowledgment ? 'probe' : 'open';
  if ((segment.flags & ACK) === 0) return 'open';
  if (distance(last.sequence, segment.acknowledgment) !== 1) return 'ordinary';
  // Repeats sooner than any keepalive: through a window that is open, they asked for nothing.
  if (last.octets === 0) return segment.window === 0 || isSpacedOut(seen) ? 'probe' : 'last';
  // The octet may be data. RFC 2883: a D-SACK says that it had been received before; without SACK, its missing PSH must do.
  return segment.sackBlocks === 0 || segment.sackLeft === last.sequence ? 'probe' : 'ordinary';
}

/** Repeats, so far apart that they may be probes. */
function isRun(seen: readonly Exchange[]): boolean {
  return isSpacedOut(seen) || startsBackOff(timesOf(seen));
}

function isSpacedOut(seen: readonly Exchange[]): boolean {
  const times = timesOf(seen);
  return (times.at(-1) ?? 0) - (times[0] ?? 0) >= INTERVAL_AT_LEAST;
}

function timesOf(seen: readonly Exchange[]): number[] {
  return seen.map(({ time }) => time);
}
