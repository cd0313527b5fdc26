/**
 * Which of several bare ACKs are probes, where a text does not print their sequence numbers. They have come together
 * after idle time, none acknowledges anything new, and so each is a probe, the answer to one, or a copy. What tells:
 *
 * - A live peer answers a probe within a round trip; nobody answers an ordinary ACK. So they come in pairs, and two of
 *   each side are two probes that crossed.
 * - A probe lies before the receiver's window, so its TSval is not taken in (RFC 7323 §4.3; Linux tcp_validate_incoming()):
 *   the answer echoes an older one. The answer is taken in, and what the prober sends next echoes it.
 *
 * Pure: values in, values out.
 */
import {
  INFERRED_FROM_ANSWER,
  INFERRED_FROM_ECHO,
  INFERRED_FROM_IDLE,
  type Segment,
} from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';

/** A bare ACK and its side: 0 or 1. */
export interface BareAck {
  side: 0 | 1;
  segment: Segment;
}

/** What is known beside the bare ACKs themselves. */
export interface Surroundings {
  /** Nothing of the connection was printed before: how long it had been idle is not known. */
  isFirst: boolean;
  /** The longest time that an answer has taken so far, ns; null where none was seen. */
  slowest: number | null;
  /** The segment that comes after them, where there is one. */
  next: BareAck | null;
}

/** With the INFERRED_ bits of a probe; else an answer, or an ACK that is nothing more. */
export interface Role {
  isProbe: boolean;
  inference: number;
  /** How long the answer took, ns; null where the probe was not answered. */
  took: number | null;
}

const ORDINARY: Role = { isProbe: false, inference: 0, took: null };
/** Answers take about as long as one another. So many times that is too long, unless timestamps say otherwise. */
const LATER_BY = 4;
const FAR_LATER_BY = 10;
/** Timers of two hosts tick apart by this; ns. */
const TICK = 1e6;
/** Scheduling may hold an answer up by this; ns. */
const HELD_UP = 3e7;

/** The role of each. */
export function rolesOf(acks: readonly BareAck[], surroundings: Surroundings): Role[] {
  const roles = new Map<BareAck, Role>();
  let { isFirst } = surroundings;
  const { next } = surroundings;
  for (const group of groupsOf(acks, surroundings)) {
    assign(runsOf(group), isFirst, roles);
    isFirst = false;
  }
  correctLast(acks[acks.length - 1], next, roles);
  return acks.map((ack) => roles.get(ack) ?? ORDINARY);
}

/** Nobody answered the last one, but what comes next echoes it: it answers a probe that was not printed. */
function correctLast(last: BareAck | undefined, next: BareAck | null, roles: Map<BareAck, Role>): void {
  if (last === undefined || next === null || next.side === last.side) return;
  const role = roles.get(last);
  if (role?.isProbe && role.took === null && echoes(next, last)) roles.set(last, ORDINARY);
}

/** Splits where one has nothing to do with those before it: another timer has fired. */
function groupsOf(acks: readonly BareAck[], surroundings: Surroundings): BareAck[][] {
  const groups: BareAck[][] = [];
  acks.forEach((ack, index) => {
    const group = groups[groups.length - 1];
    const before = acks[index - 1];
    if (group === undefined || before === undefined) groups.push([ack]);
    else if (isApart(group, before, ack, acks.slice(index + 1), surroundings)) groups.push([ack]);
    else group.push(ack);
  });
  return groups;
}

function isApart(
  group: readonly BareAck[],
  before: BareAck,
  ack: BareAck,
  after: readonly BareAck[],
  { slowest, next }: Surroundings,
): boolean {
  const gap = ack.segment.time - before.segment.time;
  const isLong = gap > Math.max(LATER_BY * (slowest ?? spreadOf(group)), TICK);
  if (ack.side === before.side) {
    const [back] = after;
    if (back === undefined || back.side === ack.side) return isLong && (slowest !== null || group.length > 1);
    const first = group.findLast(({ side }) => side !== ack.side);
    return first !== undefined && isSecondPair(first, before, ack, back);
  }
  if (!isLong) return false;
  // As an answer it was taken in, and what the other side sends next echoes it.
  const later = [...after, next].find((other) => other?.side === before.side);
  if (later && hasTimestamps(later.segment, ack.segment) && gap > HELD_UP) return isUnaware(later, ack);
  return slowest !== null && gap > Math.max(FAR_LATER_BY * slowest, HELD_UP);
}

/**
 * Whether four are one pair after the other, and not two that crossed: wherever it was captured, one of the answers is
 * then far quicker than it would be the other way.
 */
function isSecondPair(probe: BareAck, answer: BareAck, second: BareAck, back: BareAck): boolean {
  const between = (one: BareAck, other: BareAck): number => other.segment.time - one.segment.time;
  const inTurn = Math.min(between(probe, answer), between(second, back));
  const crossed = Math.min(between(probe, second), between(answer, back));
  return crossed > LATER_BY * inTurn + TICK;
}

function spreadOf(group: readonly BareAck[]): number {
  const [first] = group;
  const last = group[group.length - 1];
  return first === undefined || last === undefined ? 0 : last.segment.time - first.segment.time;
}

/** Acks of one side that follow upon one another. */
function runsOf(acks: readonly BareAck[]): BareAck[][] {
  const runs: BareAck[][] = [];
  for (const ack of acks) {
    const run = runs[runs.length - 1];
    if (run !== undefined && run[0]?.side === ack.side) run.push(ack);
    else runs.push([ack]);
  }
  return runs;
}

/** Gives the first ack of each run, its copies, and the twin in a run of two, their roles. */
function assign(runs: readonly BareAck[][], isFirst: boolean, roles: Map<BareAck, Role>): void {
  const idle = isFirst ? 0 : INFERRED_FROM_IDLE;
  const [one = [], two = [], three = [], four = []] = runs;
  const [probe] = one;
  const [answer] = two;
  const [back] = three;
  const [last] = four;
  if (probe === undefined) return;
  // Each side probed, and each answered: the second of the two in the middle is an answer. Forwarded, all are there twice.
  const twin = two.length === 2 * one.length ? two[one.length] : undefined;
  if (answer === undefined)
    roles.set(probe, isFirst ? ORDINARY : { isProbe: true, inference: idle, took: null });
  else if (twin !== undefined && back !== undefined && last === undefined && three.length === one.length) {
    pair(probe, twin, idle, roles);
    pair(answer, back, idle, roles);
  } else if (back !== undefined && last !== undefined) {
    pair(probe, last, idle, roles);
    pair(answer, back, idle, roles);
    assign(runs.slice(4), true, roles);
  } else if (echoes(answer, probe)) {
    // Taken in, so no probe: what follows upon it is judged by itself.
    roles.set(probe, ORDINARY);
    assign(runs.slice(1), true, roles);
  } else if (back !== undefined && isUnaware(back, answer)) {
    // The third has not taken the second in: that was a probe too, and this answers it. One answer is missing.
    roles.set(probe, { isProbe: true, inference: idle, took: null });
    pair(answer, back, idle, roles);
  } else pair(probe, answer, idle, roles);
  for (const run of runs) for (const ack of run) if (!roles.has(ack)) copy(run, ack, roles);
}

function pair(probe: BareAck, answer: BareAck, idle: number, roles: Map<BareAck, Role>): void {
  const echo = isUnaware(answer, probe) ? INFERRED_FROM_ECHO : 0;
  const took = answer.segment.time - probe.segment.time;
  roles.set(probe, { isProbe: true, inference: idle | INFERRED_FROM_ANSWER | echo, took });
  roles.set(answer, ORDINARY);
}

/** A copy has the role of its original. */
function copy(run: readonly BareAck[], ack: BareAck, roles: Map<BareAck, Role>): void {
  const original = run.find((other) => roles.has(other) && isSame(other.segment, ack.segment));
  const role = original && roles.get(original);
  if (role !== undefined) roles.set(ack, { ...role, took: null });
}

function isSame(one: Segment, other: Segment): boolean {
  return (
    one.window === other.window &&
    one.ipId === other.ipId &&
    one.timestampValue === other.timestampValue &&
    one.timestampEcho === other.timestampEcho
  );
}

/** Whether the later ack shows that its sender has taken the earlier one in: it echoes its TSval. */
function echoes({ segment: later }: BareAck, { segment: earlier }: BareAck): boolean {
  return hasTimestamps(later, earlier) && later.timestampEcho === earlier.timestampValue;
}

function isUnaware({ segment: later }: BareAck, { segment: earlier }: BareAck): boolean {
  return hasTimestamps(later, earlier) && distance(earlier.timestampValue, later.timestampEcho) < 0;
}

function hasTimestamps(one: Segment, other: Segment): boolean {
  return one.hasTimestamps === 1 && other.hasTimestamps === 1;
}
