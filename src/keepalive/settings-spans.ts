/**
 * Probes to the spans that settings are read from. A prober knows two: how long it has received nothing, and how long
 * ago it sent its last probe. Linux tcp_keepalive_timer runs for the interval after every probe, answered or not, and
 * then for what is left of the idle time; it never starts anew because something arrives.
 */
import { SECOND } from '../tracking/time.ts';
import type { Exchange } from './exchange.ts';

/** A span at whose end a probe was sent because nothing had been received. */
export interface IdleSpan {
  /** Since the last thing received, ns. */
  length: number;
  /** Since the probe before, ns: the timer may have run for the interval, and longer than the idle time. Infinity: there was none. */
  sinceProbe: number;
  /** It began with the answer to the probe before. */
  isRepeated: boolean;
  /** How long that answer took, ns; 0 where it did not begin with one. */
  roundTrip: number;
  /**
   * That answer may have been lost behind the point of capture, and the span be the interval: no timestamps say that
   * the prober received it.
   */
  mayBeInterval: boolean;
  /** Packets that the prober had sent since the probe before, this probe too, by the IP identification; null: not known. */
  packets: number | null;
}

/** All in ns. */
export interface Spans {
  idle: IdleSpan[];
  /** From a probe without an answer to the next. */
  unanswered: number[];
  /** Those of them that followed another: the timer ran for the interval before them too. */
  steadyUnanswered: number[];
  /** The unanswered ones by the packets sent from one probe to the next: an interval is no shorter than any of these. */
  unansweredShares: number[];
  /** From an answered probe to the next, where the one before was answered too. */
  steadyAnswered: { length: number; roundTrip: number }[];
  /** The shortest time between two probes of this side: the interval is no longer. Infinity: there is only one. */
  shortestGap: number;
  /** Of answered probes: as long as the way from the point of capture to the peer and back. Infinity: none was answered. */
  shortestRoundTrip: number;
}

/** What the clocks of prober and capture may differ by, ns. */
export const CLOCK_ERROR: number = 0.002 * SECOND;
/** A gap of that share of the shortest idle time, or longer, may be an idle time. */
const IDLE_SHARE = 0.87;
/** Packets between two probes; more is no count of packets, but a number that means something else. */
const PACKETS_AT_MOST = 128;
/**
 * Longest idle time or interval that a socket can be set to (MAX_TCP_KEEPIDLE, MAX_TCP_KEEPINTVL, include/net/tcp.h) and
 * what it may be late by, ns. A longer span is no setting, whatever the time stamps of the capture say.
 */
export const LONGEST: number = 37_500 * SECOND;

/**
 * `probes`: the keepalive probes of one side in order. `firstTime`: where the capture shows the beginning of the
 * connection, -Infinity; else when its first frame was captured, ns. `resetFrame`: the peer's reset, Infinity: none.
 */
export function spansOf(probes: readonly Exchange[], firstTime: number, resetFrame: number): Spans {
  const spans: Spans = {
    idle: [],
    unanswered: [],
    steadyUnanswered: [],
    unansweredShares: [],
    steadyAnswered: [],
    shortestGap: Number.POSITIVE_INFINITY,
    shortestRoundTrip: Number.POSITIVE_INFINITY,
  };
  const unanswered: { gap: number; share: number; isSure: boolean }[] = [];
  let previous: Exchange | undefined;
  let wasRepeated = false;
  for (const probe of probes) {
    if (probe.isBehindGap) previous = undefined;
    const gap = previous === undefined ? probe.time - firstTime : probe.time - previous.time;
    const isLate = probe.late || previous?.late === true;
    if (previous !== undefined && gap > 0 && !isLate) spans.shortestGap = Math.min(spans.shortestGap, gap);
    const idle = probe.frame > resetFrame ? null : idleSpan(probe, previous, gap);
    if (idle !== null) spans.idle.push(idle);
    if (idle?.isRepeated && wasRepeated)
      spans.steadyAnswered.push({ length: gap, roundTrip: idle.roundTrip });
    wasRepeated = idle?.isRepeated ?? false;
    if (!isLate && isUnanswered(probe, previous)) {
      unanswered.push({
        gap,
        share: gap / (packetsSince(previous, probe) ?? 1),
        isSure: !mayHoldAnswer(probe),
      });
      if (probe.position > 2) spans.steadyUnanswered.push(gap);
    }
    if (probe.outcome === 'acknowledged')
      spans.shortestRoundTrip = Math.min(spans.shortestRoundTrip, Math.max(0, probe.answerTime - probe.time));
    previous = probe;
  }
  // An answer makes a gap as long as the idle time at the least.
  const shortestIdle = Math.min(...spans.idle.map(({ length }) => length));
  for (const { gap, share, isSure } of unanswered) {
    const isShorter = Number.isFinite(shortestIdle) && gap < shortestIdle * IDLE_SHARE;
    if (!isSure && !isShorter) continue;
    spans.unanswered.push(gap);
    spans.unansweredShares.push(share);
  }
  return spans;
}

/**
 * Packets that a prober sent from one probe to the next, the second one too, by their IPv4 identification: Linux counts
 * the packets of a connected socket (include/net/ip.h, ip_select_ident_segs). Null where the numbers say nothing.
 */
export function packetsSince(before: Exchange | undefined, probe: Exchange): number | null {
  if (before === undefined || before.ipId === 0 || probe.ipId === 0) return null;
  const packets = (probe.ipId - before.ipId) & 0xffff;
  return packets > 0 && packets <= PACKETS_AT_MOST ? packets : null;
}

/**
 * Whether the times can be believed: they never go back, and are not whole seconds throughout, as tools write them
 * that know no better.
 */
export function areTimesUsable(probes: readonly Exchange[]): boolean {
  let before = Number.NEGATIVE_INFINITY;
  let areWhole = true;
  for (const { time, answerFrame, answerTime, sincePeer } of probes) {
    if (time < before) return false;
    before = time;
    const moments = [time, answerFrame > 0 ? answerTime : time, time - (sincePeer ?? 0)];
    if (moments.some((moment) => moment % SECOND !== 0)) areWhole = false;
  }
  return !areWhole;
}

/** The span since the last thing received; null where the capture does not show it, or shows something impossible. */
function idleSpan(probe: Exchange, previous: Exchange | undefined, gap: number): IdleSpan | null {
  const { position, sincePeer } = probe;
  if (position !== 1 || sincePeer === null || sincePeer > LONGEST) return null;
  // Something was received since, though the capture does not hold it: its timestamp has come back.
  const roundTrip = previous === undefined ? 0 : previous.answerTime - previous.time;
  const isRepeated =
    previous !== undefined &&
    previous.answerFrame > 0 &&
    Math.abs(probe.time - previous.answerTime - sincePeer) < CLOCK_ERROR;
  return {
    length: sincePeer,
    sinceProbe: gap,
    isRepeated,
    roundTrip: isRepeated ? roundTrip : 0,
    mayBeInterval: isRepeated && !probe.timestamps,
    packets: packetsSince(previous, probe),
  };
}

/** Whether nothing was received between two probes, as far as the capture and the prober's own timestamps say. */
function isUnanswered(probe: Exchange, previous: Exchange | undefined): boolean {
  return (
    previous !== undefined && probe.position === previous.position + 1 && !(probe.timestamps && probe.heard)
  );
}

/**
 * Whether the one probe in vain before this one may have had an answer that the capture lost: no timestamps tell, and
 * this one was answered.
 */
function mayHoldAnswer({ timestamps, position, outcome }: Exchange): boolean {
  return !timestamps && position === 2 && outcome !== 'unanswered' && outcome !== 'icmp-error';
}
