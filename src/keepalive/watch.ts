/**
 * What keepalive/ remembers of a connection that is more than ordinary: both sides as probers, segments whose meaning
 * is still open, and the classified frames that are held back until it is decided.
 */
import type { Direction } from '../tracking/rows.ts';
import type { Step } from '../tracking/step.ts';
import type { Segment } from '../wire/segment.ts';
import type { Classified } from './classified.ts';
import type { Exchange } from './exchange.ts';
import { Prober } from './prober.ts';

/** One side of a connection. */
export interface Side {
  prober: Prober;
  /** Bare segments sent before SND.NXT was known, as the probes that they may have been. */
  firstSeen: Exchange[];
  /** Probes sent while the peer's window is closed, kind undecided. */
  undecided: Exchange[];
  /** What the current run through the closed window has turned out to be; null while open or undecided. */
  closedKind: 'probe' | 'window-probe' | null;
  /** When the peer's window opened again after undecided probes, ns. */
  openedAt: number | null;
}

export interface GiveUp {
  direction: Direction;
  /** The probes that it had sent in vain. */
  probes: Exchange[];
  frame: number;
  time: number;
}

export interface IcmpReport {
  frame: number;
  type: number;
  code: number;
  version: number;
  /** The side whose segment it quotes. */
  direction: Direction;
}

export interface Watch {
  row: number;
  sides: [Side, Side];
  held: Classified[];
  /** The side that reset the connection after unanswered probes. */
  gaveUp: GiveUp | null;
  /** The probe that the peer answered by RST, and that RST's frame. */
  lostState: { probe: Exchange; frame: number } | null;
  /** The first ICMP errors about the connection; the count has them all. */
  icmpErrors: IcmpReport[];
  icmpErrorCount: number;
}

export function newWatch(row: number, limit: number): Watch {
  return {
    row,
    sides: [newSide(limit), newSide(limit)],
    held: [],
    gaveUp: null,
    lostState: null,
    icmpErrors: [],
    icmpErrorCount: 0,
  };
}

export function sideOf(watch: Watch, direction: number): Side {
  return watch.sides[direction === 0 ? 0 : 1];
}

/** Whether the next segment of the connection matters to what is open here. */
export function waits(watch: Watch): boolean {
  return sideWaits(watch.sides[0]) || sideWaits(watch.sides[1]);
}

function sideWaits(side: Side): boolean {
  return side.prober.waiting.length > 0 || isUndecided(side) || side.closedKind !== null;
}

/** Whether a frame of this side still waits for its kind. */
export function isUndecided(side: Side): boolean {
  return side.firstSeen.length > 0 || side.undecided.length > 0;
}

/** A probe as it was sent; its place in the run is the prober's to say. */
export function newExchange(step: Step, segment: Segment): Exchange {
  return {
    frame: segment.frame,
    time: segment.time,
    direction: step.direction,
    kind: 'probe',
    sequence: segment.sequence,
    acknowledgment: segment.acknowledgment,
    octets: segment.length === 1 ? 1 : 0,
    ipId: segment.ipId,
    position: 1,
    sincePeer: Number.isFinite(step.sincePeer) ? step.sincePeer : null,
    outcome: 'unanswered',
    answerFrame: 0,
    answerTime: 0,
  };
}

function newSide(limit: number): Side {
  return { prober: new Prober(limit), firstSeen: [], undecided: [], closedKind: null, openedAt: null };
}
