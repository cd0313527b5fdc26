/**
 * What has to be known of a flow to give its segments the numbers that a text leaves out: where each side is, and which
 * bare ACKs still wait for theirs (keepalive/numbering.ts).
 */
import { IDLE_AT_LEAST } from '../tracking/rows.ts';
import {
  ACK,
  FIN,
  MISSING_ACKNOWLEDGMENT,
  MISSING_SEQUENCE,
  MISSING_TIME,
  RST,
  type Segment,
  SYN,
} from '../wire/segment.ts';
import { advance, distance } from '../wire/sequence.ts';
import { SHORTEST_WINDOW_PROBE } from './closed-window.ts';
import type { BareAck } from './unnumbered.ts';

export interface NumberedSide {
  /** SND.NXT; null while it is not known. */
  next: number | null;
  /** Nothing was printed that tells `next`: any number does, and those printed later are moved to fit, by `shift`. */
  isAssumed: boolean;
  shift: number;
  /** The latest acknowledgment number, and window. */
  acknowledged: number | null;
  window: number | null;
  /** The latest TSval. */
  timestamp: number | null;
}

export interface NumberedFlow {
  sides: [NumberedSide, NumberedSide];
  /** Both ends, as the first segment has them. */
  first: Segment;
  /** The number that later ones count from, if they do: that of the first segment, a bare ACK; null where it is printed. */
  countedFrom: number | null;
  /** Of the last segment but RSTs, and of the last RST: one that was lost stops nobody. */
  lastTime: number;
  resetTime: number;
  /** The longest time that an answer has taken, ns; null where none was seen. */
  slowest: number | null;
  /** A SYN, or SYN,ACK, that waits for its answer. */
  opening: { side: 0 | 1; time: number } | null;
  /** Bare ACKs that came together after idle time, and what was before them. */
  held: BareAck[];
  isFirstHeld: boolean;
  /** The very first segment, alone: probe or not, what comes after the idle time will tell. */
  alone: BareAck | null;
}

export function newFlow(first: Segment): NumberedFlow {
  const isCountedFrom = (first.missing & MISSING_SEQUENCE) !== 0 && first.sequence !== 0;
  return {
    sides: [newSide(), newSide()],
    first,
    countedFrom: isCountedFrom ? first.sequence : null,
    lastTime: Number.NEGATIVE_INFINITY,
    resetTime: Number.NEGATIVE_INFINITY,
    slowest: null,
    opening: null,
    held: [],
    isFirstHeld: false,
    alone: null,
  };
}

function newSide(): NumberedSide {
  return { next: null, isAssumed: false, shift: 0, acknowledged: null, window: null, timestamp: null };
}

/** A bare ACK whose number is not printed. */
export function isBare({ missing, flags, length }: Segment): boolean {
  return (missing & MISSING_SEQUENCE) !== 0 && (flags & (SYN | FIN | RST | ACK)) === ACK && length === 0;
}

/**
 * How long the flow had been silent before the segment, ns; Infinity before its first one. Where the text has no times,
 * the sender's timestamps tell since when it had been: they count milliseconds, or coarser (RFC 7323 §5.4).
 */
export function silenceBefore(flow: NumberedFlow, { side, segment }: BareAck): number {
  const { lastTime, resetTime, held, sides } = flow;
  if (lastTime === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
  if ((segment.missing & MISSING_TIME) === 0) {
    const isChallenge = segment.time - resetTime <= CHALLENGED_WITHIN;
    return isChallenge ? 0 : segment.time - lastTime;
  }
  const { timestamp } = sides[side];
  const isAnswer = held.length > 0 && held.every((ack) => ack.side !== side);
  if (timestamp === null || segment.hasTimestamps === 0 || isAnswer) return 0;
  return distance(timestamp, segment.timestampValue) * MILLISECOND;
}

/** A RST that is not believed is answered by an ACK (RFC 5961 §3) within a round trip; ns. */
const CHALLENGED_WITHIN = 3e7;
const MILLISECOND = 1e6;

/** Whether a bare ACK may be a probe or the answer to one: it acknowledges nothing new, with no data outstanding. */
export function isOpen({ sides, held, alone }: NumberedFlow, { side, segment }: BareAck): boolean {
  const { next, acknowledged } = sides[side];
  const peer = sides[otherSide(side)].acknowledged;
  const before =
    acknowledged ?? [alone, ...held].find((ack) => ack?.side === side)?.segment.acknowledgment ?? null;
  const isOutstanding = next !== null && peer !== null && distance(peer, next) > 0;
  return !isOutstanding && (before === null || before === segment.acknowledgment);
}

/** Silence that a probe is sent after, ns: through a closed window that of a window probe. */
export function shortestIdle({ sides }: NumberedFlow): number {
  return sides.some(({ window }) => window === 0) ? SHORTEST_WINDOW_PROBE : IDLE_AT_LEAST;
}

/** SND.NXT of an idle side is what its peer acknowledges. */
export function learnNext({ sides }: NumberedFlow, held: readonly BareAck[]): void {
  for (const { side, segment } of held) sides[otherSide(side)].next ??= segment.acknowledgment;
  for (const side of sides) assumeNext(side);
}

export function assumeNext(side: NumberedSide): number {
  if (side.next === null) {
    side.next = 1;
    side.isAssumed = true;
  }
  return side.next;
}

/** Moves the segment's numbers to where those of its flow have been assumed to be. */
export function move({ sides }: NumberedFlow, side: 0 | 1, segment: Segment): void {
  const own = sides[side];
  const peer = sides[otherSide(side)];
  if ((segment.missing & MISSING_SEQUENCE) === 0 && (segment.flags & SYN) === 0)
    segment.sequence = moved(own, segment.sequence);
  if (segment.flags & ACK && (segment.missing & MISSING_ACKNOWLEDGMENT) === 0) {
    segment.acknowledgment = moved(peer, segment.acknowledgment);
    segment.sackLeft = advance(segment.sackLeft, peer.shift);
    segment.sackRight = advance(segment.sackRight, peer.shift);
  }
}

function moved(side: NumberedSide, number: number): number {
  if (side.isAssumed && side.next !== null) {
    side.shift = distance(number, side.next);
    side.isAssumed = false;
  }
  return advance(number, side.shift);
}

/** What is known of the flow after the segment, which has its numbers. */
export function follow(flow: NumberedFlow, side: 0 | 1, segment: Segment): void {
  const own = flow.sides[side];
  const peer = flow.sides[otherSide(side)];
  const { flags, length, time } = segment;
  const end = advance(segment.sequence, length + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0));
  if ((flags & RST) === 0 && (flags & SYN || isBeyond(own.next, end))) own.next = end;
  if (flags & ACK) {
    if (isBeyond(own.acknowledged, segment.acknowledgment)) own.acknowledged = segment.acknowledgment;
    // What was not captured being sent was sent all the same.
    if (isBeyond(peer.next, segment.acknowledgment)) peer.next = segment.acknowledgment;
    if (flow.opening !== null && flow.opening.side !== side) noteAnswer(flow, time - flow.opening.time);
  }
  if (flags & SYN) flow.opening = { side, time };
  else if (flow.opening?.side !== side) flow.opening = null;
  if ((flags & RST) === 0) own.window = segment.window;
}

/** What is known of the flow as soon as the segment is met, be its number known or not. */
export function meet(flow: NumberedFlow, { side, segment }: BareAck): void {
  if (segment.flags & RST) flow.resetTime = segment.time;
  else flow.lastTime = segment.time;
  if (segment.hasTimestamps) flow.sides[side].timestamp = segment.timestampValue;
}

/** An answer has taken so long, ns. */
export function noteAnswer(flow: NumberedFlow, took: number): void {
  flow.slowest = Math.max(flow.slowest ?? 0, took);
}

function isBeyond(known: number | null, number: number): boolean {
  return known === null || distance(known, number) > 0;
}

export function otherSide(side: 0 | 1): 0 | 1 {
  return side === 0 ? 1 : 0;
}

/** The side that has sent the segment: 0 for that of the flow's first. */
export function sideOf({ first }: NumberedFlow, segment: Segment): 0 | 1 {
  return first.sourcePort === segment.sourcePort && sourceOf(first) === sourceOf(segment) ? 0 : 1;
}

/** The same for both directions. */
export function keyOf(segment: Segment): string {
  const { destination0, destination1, destination2, destination3 } = segment;
  const source = `${sourceOf(segment)} ${segment.sourcePort}`;
  const destination = `${destination0} ${destination1} ${destination2} ${destination3} ${segment.destinationPort}`;
  return source < destination ? `${source} ${destination}` : `${destination} ${source}`;
}

function sourceOf({ source0, source1, source2, source3 }: Segment): string {
  return `${source0} ${source1} ${source2} ${source3}`;
}
