/**
 * Gives segments without a printed sequence number the one that they must have had, so that everything behind can go by
 * numbers: SND.NXT for what carries data or acknowledges some, SND.NXT-1 for a probe. Bare ACKs that come after idle time
 * and acknowledge nothing new may be either; they wait until what comes next tells (keepalive/unnumbered.ts).
 *
 * Segments of a flow are given on in their order, each one once. At most MOST_HELD of a flow wait.
 */
import {
  ACK,
  INFERRED_FROM_COUNT,
  INFERRED_FROM_RUN,
  MISSING_ACKNOWLEDGMENT,
  MISSING_SEQUENCE,
  type Segment,
  SYN,
} from '../wire/segment.ts';
import { advance, distance } from '../wire/sequence.ts';
import {
  assumeNext,
  follow,
  isBare,
  isOpen,
  keyOf,
  learnNext,
  meet,
  move,
  type NumberedFlow,
  newFlow,
  noteAnswer,
  otherSide,
  shortestIdle,
  sideOf,
  silenceBefore,
} from './numbered-flow.ts';
import { type BareAck, type Role, rolesOf } from './unnumbered.ts';

const MOST_HELD = 16;

/** Takes each segment that has its number. */
export type NumberedSink = (segment: Segment) => void;

export class Numbering {
  private readonly flows = new Map<string, NumberedFlow>();
  private readonly sink: NumberedSink;
  private readonly announce: NumberedSink;

  /** `announce` is told of a connection whose first segment has to wait: connections count in the order of these. */
  constructor(sink: NumberedSink, announce: NumberedSink) {
    this.sink = sink;
    this.announce = announce;
  }

  /** Takes a TCP segment, which must not be changed by others afterwards. */
  take(segment: Segment): void {
    const flow = this.flowOf(segment);
    const ack: BareAck = { side: sideOf(flow, segment), segment };
    const silence = silenceBefore(flow, ack);
    const isAfterIdle = silence >= shortestIdle(flow);
    meet(flow, ack);
    if (isAfterIdle || flow.held.length >= MOST_HELD) this.release(flow, ack);
    if (isBare(segment)) {
      move(flow, ack.side, segment);
      if ((isAfterIdle || flow.held.length > 0) && isOpen(flow, ack)) {
        if (flow.held.length === 0) flow.isFirstHeld = silence === Number.POSITIVE_INFINITY;
        if (flow.first === segment) this.announce(segment);
        flow.held.push(ack);
        return;
      }
    }
    this.release(flow, ack);
    this.releaseAlone(flow, ack, false);
    if (!isBare(segment)) move(flow, ack.side, segment);
    this.give(flow, ack);
  }

  /** Something else is to be told about the flow, such as an ICMP error: its segments come first. */
  settle(segment: Segment): void {
    const flow = this.flows.get(keyOf(segment));
    if (flow !== undefined) this.release(flow, null);
  }

  /** Everything that waits is decided as it looks. */
  finish(): void {
    for (const flow of this.flows.values()) {
      this.release(flow, null);
      this.releaseAlone(flow, null, false);
    }
  }

  /** `next`: what comes after the held ones. */
  private release(flow: NumberedFlow, next: BareAck | null): void {
    const { held, isFirstHeld: isFirst, slowest } = flow;
    const [first] = held;
    if (first === undefined) return;
    flow.held = [];
    if (isFirst && held.length === 1) {
      flow.alone = first;
      return;
    }
    // Alone and without an answer, like those after it, the first was a probe as they are.
    const isOfRun = held.every(({ side }) => side === flow.alone?.side);
    this.releaseAlone(flow, next, isOfRun, held);
    const roles = rolesOf(held, { isFirst, slowest, next });
    if (isFirst) roles[0] = countedRole(flow, [...held, next]) ?? roles[0] ?? ORDINARY;
    learnNext(flow, held);
    held.forEach((ack, index) => {
      const role = roles[index] ?? ORDINARY;
      if (role.isProbe && !isWindowUpdate(flow, ack, role)) this.giveProbe(flow, ack, role);
      else this.give(flow, ack);
    });
  }

  private releaseAlone(
    flow: NumberedFlow,
    next: BareAck | null,
    isOfRun: boolean,
    held: readonly BareAck[] = [],
  ): void {
    const { alone } = flow;
    if (alone === null) return;
    flow.alone = null;
    learnNext(flow, [alone, ...held]);
    const role = { isProbe: isOfRun, inference: INFERRED_FROM_RUN, took: null };
    const { isProbe, inference } = countedRole(flow, [...held, next]) ?? role;
    if (isProbe) this.giveProbe(flow, alone, { isProbe, inference, took: null });
    else this.give(flow, alone);
  }

  private giveProbe(flow: NumberedFlow, { side, segment }: BareAck, { inference, took }: Role): void {
    segment.sequence = advance(assumeNext(flow.sides[side]), -1);
    segment.inference = inference;
    if (took !== null) noteAnswer(flow, took);
    follow(flow, side, segment);
    this.sink(segment);
  }

  /** An ordinary segment: it is where its side is. */
  private give(flow: NumberedFlow, { side, segment }: BareAck): void {
    const own = flow.sides[side];
    const peer = flow.sides[otherSide(side)];
    if (segment.missing & MISSING_SEQUENCE) {
      own.next ??= peer.acknowledged;
      segment.sequence = assumeNext(own);
    }
    if (segment.missing & MISSING_ACKNOWLEDGMENT)
      segment.acknowledgment = own.acknowledged ?? assumeNext(peer);
    follow(flow, side, segment);
    this.sink(segment);
  }

  private flowOf(segment: Segment): NumberedFlow {
    const key = keyOf(segment);
    let flow = this.flows.get(key);
    if (flow !== undefined && (segment.flags & (SYN | ACK)) !== SYN) return flow;
    if (flow !== undefined) {
      this.release(flow, null);
      this.releaseAlone(flow, null, false);
    }
    flow = newFlow(segment);
    this.flows.set(key, flow);
    return flow;
  }
}

const ORDINARY: Role = { isProbe: false, inference: 0, took: null };

/**
 * Whether the first segment of the flow was a probe, told by a later number: it is SND.NXT of the same side, printed or
 * acknowledged, counted from the first one's own. Null where it tells nothing.
 */
function countedRole(flow: NumberedFlow, later: readonly (BareAck | null)[]): Role | null {
  if (flow.countedFrom === null) return null;
  for (const ack of later) {
    if (ack === null) continue;
    const { side, segment } = ack;
    if (side === 0 && segment.missing & MISSING_SEQUENCE) continue;
    const next = side === 0 ? segment.sequence : segment.acknowledgment;
    const ahead = distance(flow.countedFrom, next);
    if (ahead === 1) return { isProbe: true, inference: INFERRED_FROM_COUNT, took: null };
    if (ahead === 0) return ORDINARY;
  }
  return null;
}

/** Nobody answered, and the window is another than before: it was said to the peer, not asked. */
function isWindowUpdate({ sides }: NumberedFlow, { side, segment }: BareAck, { took }: Role): boolean {
  const { window } = sides[side];
  return took === null && window !== null && window !== segment.window;
}
