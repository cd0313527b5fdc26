/**
 * A connection as a whole, once it has been read: its row and its watch as plain values. This is what diagnosis/ judges
 * and report/ prints; it is made when asked for, one connection at a time.
 *
 * Times are ns since the timeline's first frame, frames count over the timeline, 0 = no such frame.
 */
import type { Exchange } from '../keepalive/exchange.ts';
import type { Prober } from '../keepalive/prober.ts';
import type { GiveUp, Watch } from '../keepalive/watch.ts';
import * as R from '../tracking/rows.ts';
import { distance } from '../wire/sequence.ts';

export interface TimelineEndpoint {
  /** Four Int32 words, network order; IPv4 as ::ffff:a.b.c.d. */
  address: readonly [number, number, number, number];
  port: number;
}

/** One side: what it sent, and how it stands at the end. */
export interface TimelineSide {
  seen: boolean;
  /** It has sent something after its SYN. */
  spoke: boolean;
  synSent: boolean;
  /** The peer has acknowledged something of it. */
  acknowledged: boolean;
  octets: number;
  finFrame: number;
  /** Something of it is unacknowledged at the end. */
  outstanding: boolean;
  /** How often unacknowledged data was sent again since the peer last acknowledged something new. */
  resentTimes: number;
  /** The unacknowledged data that ended a silence, where it did; `precedent` is the longest one survived before; ns. */
  resume: { frame: number; silence: number; precedent: number } | null;
  /** It advertises a closed window at the end. */
  windowClosed: boolean;
  /** Its last segment, and its last one that its peer's idle clock counts; ns, -Infinity where there is none. */
  lastTime: number;
  acceptedTime: number;
  /** Null where it never sent a probe. */
  prober: Prober | null;
}

export interface Timeline {
  row: number;
  originator: TimelineEndpoint;
  responder: TimelineEndpoint;
  midstream: boolean;
  firstFrame: number;
  lastFrame: number;
  firstTime: number;
  lastTime: number;
  segments: number;
  copies: number;
  /** Longest stretch without payload, and without any segment; ns. The stretch to the end of an open connection counts. */
  longestIdle: number;
  longestSilence: number;
  /** The longest silence after which the connection went on, ns. */
  survivedSilence: number;
  /** From the last segment to the end of the capture, ns. */
  trailingSilence: number;
  sides: readonly [TimelineSide, TimelineSide];
  reset: { frame: number; direction: R.Direction; withAcknowledgment: boolean } | null;
  /** What the handshake took, ns: about a round trip; 0 where it is not in the capture. */
  handshake: number;
  /** The sides that gave up, in order. */
  gaveUp: readonly GiveUp[];
  lostState: { probe: Exchange; inVain: readonly Exchange[]; frame: number } | null;
  captureEnd: number;
}

/** Makes the timeline of `row`. `captureEnd`: the time of the last frame that was read. */
export function timelineOf(
  rows: R.Rows,
  row: number,
  watch: Watch | undefined,
  captureEnd: number,
): Timeline {
  const page = rows.page(row);
  const at = rows.at(row);
  const flags = page.getUint32(at + R.CONNECTION_FLAGS, true);
  const lastTime = page.getFloat64(at + R.LAST_TIME, true);
  const sides = [sideOf(page, at, 0, watch), sideOf(page, at, 1, watch)] as const;
  const isOver = (flags & R.CONNECTION_RESET) !== 0 || (sides[0].finFrame > 0 && sides[1].finFrame > 0);
  const end = isOver ? lastTime : Math.max(lastTime, captureEnd);
  // A clock that jumps makes spans that are longer than the connection.
  const lifetime = Math.max(0, end - page.getFloat64(at + R.FIRST_TIME, true));
  const survivedSilence = page.getFloat64(at + R.LONGEST_SILENCE, true);
  return {
    row,
    originator: endpointOf(page, at + R.KEY_ORIGINATOR, at + R.KEY_ORIGINATOR_PORT),
    responder: endpointOf(page, at + R.KEY_RESPONDER, at + R.KEY_RESPONDER_PORT),
    midstream: (flags & R.CONNECTION_MIDSTREAM) !== 0,
    firstFrame: page.getUint32(at + R.FIRST_FRAME, true),
    lastFrame: page.getUint32(at + R.LAST_FRAME, true),
    firstTime: page.getFloat64(at + R.FIRST_TIME, true),
    lastTime,
    segments: page.getUint32(at + R.SEGMENTS, true),
    copies: page.getUint32(at + R.COPIES, true),
    longestIdle: Math.min(
      lifetime,
      Math.max(page.getFloat64(at + R.LONGEST_IDLE, true), end - page.getFloat64(at + R.PAYLOAD_TIME, true)),
    ),
    longestSilence: Math.min(lifetime, Math.max(survivedSilence, end - lastTime)),
    survivedSilence,
    trailingSilence: Math.max(0, captureEnd - lastTime),
    sides,
    reset:
      flags & R.CONNECTION_RESET
        ? {
            frame: page.getUint32(at + R.RESET_FRAME, true),
            direction: flags & R.CONNECTION_RESET_BY_RESPONDER ? 1 : 0,
            withAcknowledgment: (flags & R.CONNECTION_RESET_WITH_ACK) !== 0,
          }
        : null,
    handshake: page.getFloat32(at + R.halfOffset(0) + R.HANDSHAKE, true) * 1e9,
    gaveUp: watch?.gaveUp ?? [],
    lostState: watch?.lostState ?? null,
    captureEnd,
  };
}

function endpointOf(page: DataView, at: number, port: number): TimelineEndpoint {
  return {
    address: [
      page.getInt32(at, true),
      page.getInt32(at + 4, true),
      page.getInt32(at + 8, true),
      page.getInt32(at + 12, true),
    ],
    port: page.getUint16(port, true),
  };
}

function sideOf(page: DataView, at: number, direction: R.Direction, watch: Watch | undefined): TimelineSide {
  const half = at + R.halfOffset(direction);
  const peerHalf = at + R.halfOffset(1 - direction);
  const flags = page.getUint16(half + R.HALF_FLAGS, true);
  const peerFlags = page.getUint16(peerHalf + R.HALF_FLAGS, true);
  const seen = (flags & R.HALF_SEEN) !== 0;
  const acknowledged = (peerFlags & R.HALF_ACK_KNOWN) !== 0;
  const behind = distance(page.getInt32(peerHalf + R.ACKNOWLEDGED, true), page.getInt32(half + R.NEXT, true));
  const prober = watch?.sides[direction]?.prober ?? null;
  return {
    seen,
    spoke: (flags & R.HALF_SPOKE) !== 0,
    synSent: (flags & R.HALF_SYN) !== 0,
    acknowledged,
    octets: page.getFloat64(half + R.OCTETS, true),
    finFrame: page.getUint32(half + R.FIN_FRAME, true),
    outstanding: seen && acknowledged && (flags & R.HALF_NEXT_FIRM) !== 0 && behind > 0,
    resentTimes: page.getUint16(half + R.RESENT_TIMES, true),
    resume: resumeOf(page, half),
    windowClosed: (flags & R.HALF_WINDOW_KNOWN) !== 0 && page.getUint16(half + R.WINDOW, true) === 0,
    lastTime: seen ? page.getFloat64(half + R.HALF_TIME, true) : Number.NEGATIVE_INFINITY,
    acceptedTime: seen ? R.acceptedTime(page, half) : Number.NEGATIVE_INFINITY,
    prober: prober !== null && prober.probes + prober.windowProbes > 0 ? prober : null,
  };
}

function resumeOf(page: DataView, half: number): TimelineSide['resume'] {
  const frame = page.getUint32(half + R.RESUME_FRAME, true);
  if (frame === 0) return null;
  return {
    frame,
    silence: page.getFloat32(half + R.RESUME_SILENCE, true) * 1e9,
    precedent: page.getFloat32(half + R.RESUME_PRECEDENT, true) * 1e9,
  };
}
