/**
 * When the next probe of a side was due, by the settings that its probes show, and when it will give up: what the
 * timeline shades. A probe is due the idle time after the last segment that its side received and took, or the interval
 * after an unanswered probe. Only what was waited for is told: a due time that traffic overtook says nothing.
 */
import type { KeepaliveReport, Role } from '../../model.ts';
import { endOf, type Mark, type SegmentMark, type Timeline } from './marks.ts';

export interface Expectation {
  side: Role;
  what: 'probe' | 'give-up';
  /** Seconds since the first segment. */
  from: number;
  to: number;
  /** It lies beyond the last segment: nobody saw what became of it. */
  isAhead: boolean;
}

/** The settings of both sides, and whether the connection is open at the end, so that something is still to come. */
export interface Expecting {
  keepalive: Readonly<Record<Role, KeepaliveReport | null>>;
  isOpen: boolean;
}

/** All expectations, those of the originator first. */
export function expectations(timeline: Timeline, { keepalive, isOpen }: Expecting): Expectation[] {
  return (['originator', 'responder'] as const).flatMap((side) => {
    const settings = keepalive[side];
    return settings === null ? [] : expectationsOf(timeline, side, settings, isOpen);
  });
}

function expectationsOf(
  { marks, captureEnd }: Timeline,
  side: Role,
  settings: KeepaliveReport,
  isOpen: boolean,
): Expectation[] {
  const found: Expectation[] = [];
  const clock = new ProbeClock(side, settings);
  for (const mark of marks) {
    const due = clock.due();
    // What comes within the uncertainty before it is the probe itself.
    const isDue = due !== null && mark.type !== 'omitted' && mark.time >= due.from - (due.to - due.from);
    if (isDue && found.at(-1)?.from !== due.from) found.push({ side, ...due, isAhead: false });
    clock.take(mark);
  }
  if (!isOpen) return found;
  const end = captureEnd ?? 0;
  const next = clock.due();
  if (next !== null && next.to >= end) found.push({ side, ...next, isAhead: true });
  const giveUp = clock.giveUp();
  if (giveUp !== null && next?.what !== 'give-up') found.push({ side, ...giveUp, isAhead: true });
  return found;
}

type Due = Pick<Expectation, 'what' | 'from' | 'to'>;

/** What a prober counts: since when it has heard nothing, and how many probes went unanswered. */
class ProbeClock {
  private readonly side: Role;
  private readonly settings: KeepaliveReport;
  private lastHeard: number | null = null;
  private lastProbe = 0;
  private unanswered = 0;

  constructor(side: Role, settings: KeepaliveReport) {
    this.side = side;
    this.settings = settings;
  }

  take(mark: Mark): void {
    if (mark.type === 'omitted') {
      this.lastHeard = null;
      this.unanswered = 0;
    } else if (mark.type === 'burst') {
      if (mark[this.side === 'originator' ? 'responder' : 'originator'].segments > 0) this.hear(endOf(mark));
    } else if (mark.from !== this.side) {
      if (isHeard(mark)) this.hear(mark.time);
    } else if (mark.kind === 'probe') {
      this.lastProbe = mark.time;
      this.unanswered++;
    } else if (mark.kind === 'window-probe' || mark.kind === 'retransmission') this.lastHeard = null;
  }

  due(): Due | null {
    const { idleSeconds, intervalSeconds, count } = this.settings;
    if (this.unanswered === 0) {
      if (idleSeconds === null || this.lastHeard === null) return null;
      return { what: 'probe', from: this.lastHeard + idleSeconds.low, to: this.lastHeard + idleSeconds.high };
    }
    if (intervalSeconds === null) return null;
    const what = count !== null && this.unanswered >= count.estimate ? 'give-up' : 'probe';
    const { low, high } = intervalSeconds;
    return { what, from: this.lastProbe + low, to: this.lastProbe + high };
  }

  /** When it will give up if nothing answers; null where it is not known, or no probe is unanswered. */
  giveUp(): Due | null {
    const { intervalSeconds, count } = this.settings;
    if (this.unanswered === 0 || intervalSeconds === null || count === null) return null;
    const left = Math.max(1, count.estimate - this.unanswered + 1);
    return {
      what: 'give-up',
      from: this.lastProbe + left * intervalSeconds.low,
      to: this.lastProbe + left * intervalSeconds.high,
    };
  }

  private hear(time: number): void {
    this.lastHeard = time;
    this.unanswered = 0;
  }
}

/**
 * Whether a segment of the peer restarts the timer. Linux drops an empty probe before it looks at it further: its
 * sequence number is out of the window. An ICMP error is a router's. While data waits for a window to open, another timer
 * runs.
 */
function isHeard({ kind, octets }: SegmentMark): boolean {
  if (kind === 'probe' || kind === 'window-probe') return octets > 0;
  return kind !== 'icmp-error' && kind !== 'window-probe-ack';
}
