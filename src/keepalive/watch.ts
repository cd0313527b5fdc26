/**
 * What keepalive/ remembers of a connection that is more than ordinary: both sides as probers, segments whose meaning
 * is still open, and the classified frames that are held back until it is decided.
 */
import type { Direction } from '../tracking/rows.ts';
import type { Classified } from './classified.ts';
import type { EarlyAnswer } from './early-answer.ts';
import type { StoredGiveUp, StoredLostState } from './endings.ts';
import type { Exchange } from './exchange.ts';
import type { Prober } from './prober.ts';
import type { Suspect } from './restored.ts';

/** One side of a connection that has sent something like a probe. Exchanges are ids of the ExchangeStore. */
export interface Side {
  prober: Prober;
  /** Bare segments sent before SND.NXT was known, as the probes that they may have been. */
  firstSeen: number[];
  /** Only an answer with a closed window makes these probes: they came soon after unacknowledged data. */
  wantsClosedWindow: boolean;
  /** Probes sent while the peer's window is closed, kind undecided. */
  undecided: number[];
  /** The window was not captured since it could have closed: it may as well be open. */
  isUnseen: boolean;
  /** What the current run through the closed window has turned out to be; null while open or undecided. */
  closedKind: 'probe' | 'window-probe' | null;
  /** When the peer's window opened again after undecided probes, ns. */
  openedAt: number | null;
  /** A probe that may be a restored socket's (keepalive/restored.ts), kind undecided; null: none. */
  restored: Suspect | null;
}

/** A side reset the connection after unanswered probes. */
export interface GiveUp {
  readonly direction: Direction;
  /** The probes that it had sent in vain. */
  readonly probes: Exchange[];
  readonly frame: number;
  readonly time: number;
}

/** The probe that the peer answered by RST, those before it in vain, and that RST's frame. */
export interface LostState {
  readonly probe: Exchange;
  readonly inVain: Exchange[];
  readonly frame: number;
}

export interface Watch {
  row: number;
  /** Originator and responder; null while a side has sent nothing like a probe. */
  sides: [Side | null, Side | null];
  /** Null while nothing is held. */
  held: Classified[] | null;
  /** Frames since something became open that is not decided, whether they are held or nobody listens. */
  waitingFrames: number;
  /** The sides that reset the connection after unanswered probes, in order, the first time of each; null while none has. */
  gaveUp: StoredGiveUp[] | null;
  lostState: StoredLostState | null;
  /** An acknowledgment that nothing asked for: the probe may come after it. Null where there was none just now. */
  early: EarlyAnswer | null;
}

export function newWatch(row: number): Watch {
  return {
    row,
    sides: [null, null],
    held: null,
    waitingFrames: 0,
    gaveUp: null,
    lostState: null,
    early: null,
  };
}

export function newSide(prober: Prober): Side {
  return {
    prober,
    firstSeen: [],
    wantsClosedWindow: false,
    undecided: [],
    isUnseen: false,
    closedKind: null,
    openedAt: null,
    restored: null,
  };
}

/** Whether something is open that shows in here alone, or a prober has given up: what comes is not for express/. */
export function isOpen({ gaveUp, early, sides: [one, other] }: Watch): boolean {
  return gaveUp !== null || early !== null || sideIsOpen(one) || sideIsOpen(other);
}

/** Whether the next segment of the connection matters to what is open here. */
export function waits(watch: Watch): boolean {
  return watch.early !== null || sideWaits(watch.sides[0]) || sideWaits(watch.sides[1]);
}

/** Whether a frame of the connection still waits for its kind. */
export function isUndecided(watch: Watch): boolean {
  return watch.early !== null || sideIsUndecided(watch.sides[0]) || sideIsUndecided(watch.sides[1]);
}

/** How many probes, or segments that may be probes, wait for their kind. */
export function openProbes({ sides: [one, other] }: Watch): number {
  return sideOpenProbes(one) + sideOpenProbes(other);
}

/** Every exchange that the connection has in the store, once. */
export function exchangesOf({ sides, gaveUp, lostState }: Watch): Set<number> {
  const ids = new Set<number>();
  for (const side of sides) {
    if (side === null) continue;
    for (const id of side.prober.backwards()) ids.add(id);
    for (const id of side.firstSeen) ids.add(id);
  }
  // Pinned ones may have left their chain.
  for (const one of gaveUp ?? []) for (const id of one.ids.probes) ids.add(id);
  if (lostState !== null) for (const id of [lostState.ids.probe, ...lostState.ids.inVain]) ids.add(id);
  return ids;
}

function sideOpenProbes(side: Side | null): number {
  return side === null ? 0 : side.firstSeen.length + side.undecided.length;
}

function sideIsOpen(side: Side | null): boolean {
  if (side === null) return false;
  const isOfWindow = side.closedKind !== null || side.openedAt !== null || side.isUnseen;
  return isOfWindow || sideIsUndecided(side);
}

function sideWaits(side: Side | null): boolean {
  return side !== null && (side.prober.waiting > 0 || side.closedKind !== null || sideIsUndecided(side));
}

function sideIsUndecided(side: Side | null): boolean {
  return side !== null && (sideOpenProbes(side) > 0 || side.restored !== null);
}
