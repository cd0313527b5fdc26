/**
 * What each frame of a connection is, read from absolute sequence numbers and from what the applications handed to their
 * kernels. A reading of its own, short enough to check by eye: keepscope's rules have no part in it.
 */
import type { SegmentLine } from './frame-line.ts';
import type { FrameClass, ProbeTruth } from './model.ts';

/** Octets that the application at this end gave to its kernel until then. */
export type OctetsSent = (end: string, until: number) => number;

/** The message of a heartbeat that begins at this octet of what the end sends, from 0; null where there is none. */
export type HeartbeatAt = (end: string, offset: number) => 'ping' | 'pong' | null;

/** What is known of one end from what it has sent and received. */
interface End {
  name: string;
  /** One above the highest sequence number that it has sent, FIN and SYN counted; null until it has sent. */
  next: number | null;
  /** Number of its SYN; null where the capture does not hold it. */
  initial: number | null;
  /** Highest number that the peer has acknowledged. */
  acknowledged: number | null;
  /** Seconds since 1970; the peer's probes are not counted, they do not restart the clock. */
  receivedAt: number | null;
  probes: ProbeTruth[];
  /** The number that acknowledges its last probe: data may follow before the answer comes. */
  probed: number | null;
  /** What it has sent last; null where the capture holds nothing. */
  last: SegmentLine | null;
}

/** Numbers of TCP are compared modulo 2^32 (RFC 9293 §3.4). */
const distance = (from: number, to: number): number => (to - from) | 0;

export class FlowReading {
  /** Who connected, and its peer. */
  readonly a: string;
  readonly b: string;
  readonly classes: [frame: number, what: FrameClass][] = [];
  readonly segments: SegmentLine[] = [];
  handshakeSeen = false;
  readonly #octetsSent: OctetsSent;
  readonly #heartbeatAt: HeartbeatAt;
  readonly #ends: readonly [End, End];

  /** The ends are told from the first segment: a SYN, or by whom the lab knows to have connected. */
  constructor(a: string, b: string, octetsSent: OctetsSent, heartbeatAt: HeartbeatAt) {
    this.a = a;
    this.b = b;
    this.#octetsSent = octetsSent;
    this.#heartbeatAt = heartbeatAt;
    this.#ends = [newEnd(a), newEnd(b)];
  }

  /** Every probe of either end, in the order of the capture. */
  get probes(): ProbeTruth[] {
    return this.#ends.flatMap(({ probes }) => probes).sort((one, other) => one.frame - other.frame);
  }

  /** The probes of an end that its peer has not answered since its last answer. An ICMP error is not from the peer. */
  waiting(name: string): ProbeTruth[] {
    const { probes } = this.#endOf(name);
    return probes.slice(probes.findLastIndex(({ answer }) => answer !== null && answer !== 'icmp') + 1);
  }

  /** Takes the next segment. `isCaptured` is false for what came before the capture and only gives the numbers. */
  take(segment: SegmentLine, isCaptured = true): void {
    const end = this.#endOf(segment.from);
    const peer = this.#endOf(segment.to);
    const what = this.#classOf(segment, end, peer);
    if (isCaptured) {
      this.classes.push([segment.frame, what]);
      this.segments.push(segment);
      end.last = segment;
      this.handshakeSeen ||= what === 'syn';
      if (what === 'probe' || what === 'zwp') {
        end.probes.push(probeOf(segment, end, what));
        end.probed = end.next;
      }
    }
    follow(segment, end, peer);
    // What came before the capture shows no time in it; and a probe does not restart the clock of who receives it.
    if (isCaptured && what !== 'probe' && what !== 'zwp') peer.receivedAt = segment.at;
  }

  /** An ICMP error that quotes a segment of this flow: it answers the last probe of that end. */
  takeError(frame: number, from: string): void {
    const probe = this.#endOf(from).probes.at(-1);
    if (probe !== undefined && probe.answer === null)
      Object.assign(probe, { answer: 'icmp', answer_frame: frame });
  }

  #classOf(segment: SegmentLine, end: End, peer: End): FrameClass {
    const { flags, length, sequence, acknowledgment } = segment;
    if (flags.includes('S')) return flags.includes('.') ? 'synack' : 'syn';
    const waiting = peer.probes.at(-1);
    const answers = waiting !== undefined && waiting.answer === null && acknowledgment === peer.probed;
    if (flags.includes('R')) {
      // It takes its number from what it resets (RFC 9293 §3.10.7.1): the last that was sent, and that may be data.
      const isLast = waiting?.frame === peer.last?.frame && sequence === peer.last?.acknowledgment;
      if (waiting?.answer === null && isLast) answer(waiting, segment, 'rst');
      return 'rst';
    }
    const isNew = end.next === null || distance(end.next, sequence + length) > 0;
    if (flags.includes('F'))
      return end.next === null || distance(end.next, sequence + length) >= 0 ? 'fin' : 'retrans';
    if (length > 0) {
      if (!isNew) return 'retrans';
      if (answers) answer(waiting, segment, 'data');
      const beat =
        end.initial === null ? null : this.#heartbeatAt(end.name, distance(end.initial, sequence) - 1);
      return beat ?? 'data';
    }
    if (end.next !== null && sequence === (end.next - 1) >>> 0)
      return this.#isPending(end, segment.at) ? 'zwp' : 'probe';
    if (!answers) return 'ack';
    answer(waiting, segment, 'ack');
    return waiting.kind === 'zwp' ? 'zwp-reply' : 'reply';
  }

  /** Whether the application has handed in what the peer has not acknowledged. */
  #isPending({ name, initial, acknowledged }: End, at: number): boolean {
    if (initial === null || acknowledged === null) return false;
    return this.#octetsSent(name, at) > distance(initial, acknowledged) - 1;
  }

  #endOf(name: string): End {
    const [a, b] = this.#ends;
    return a.name === name ? a : b;
  }
}

function newEnd(name: string): End {
  return {
    name,
    next: null,
    initial: null,
    acknowledged: null,
    receivedAt: null,
    probes: [],
    probed: null,
    last: null,
  };
}

function probeOf({ frame, from, at, length }: SegmentLine, end: End, what: FrameClass): ProbeTruth {
  const before = end.probes.at(-1);
  return {
    frame,
    who: from,
    kind: what === 'probe' ? 'keepalive' : 'zwp',
    len: length,
    time: at,
    since_last_rx: end.receivedAt === null ? null : seconds(at - end.receivedAt),
    since_prev_probe: before === undefined ? null : seconds(at - before.time),
    answer: null,
    answer_frame: null,
  };
}

function answer(
  probe: ProbeTruth,
  { frame, isDuplicateReport }: SegmentLine,
  kind: ProbeTruth['answer'],
): void {
  Object.assign(probe, { answer: kind, answer_frame: frame, dsack: isDuplicateReport });
}

/** What the segment says of its sender and of its receiver. */
function follow({ flags, sequence, length, acknowledgment }: SegmentLine, end: End, peer: End): void {
  const opens = flags.includes('S');
  if (opens) end.initial = sequence;
  const after = (sequence + length + (opens ? 1 : 0) + (flags.includes('F') ? 1 : 0)) >>> 0;
  // A reset may carry any number that its receiver accepts.
  const isKnown = flags.includes('R') || (end.next !== null && !opens && distance(end.next, after) <= 0);
  if (!isKnown) end.next = after;
  if (
    acknowledgment !== null &&
    (peer.acknowledged === null || distance(peer.acknowledged, acknowledgment) > 0)
  ) {
    peer.acknowledged = acknowledgment;
  }
}

/** Microseconds are what captures know. */
function seconds(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
