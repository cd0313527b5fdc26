/** A timeline and its verdict in the form of the report: times, roles and frame numbers as a reader knows them. */
import type { Verdict } from '../diagnosis/verdict.ts';
import type { Exchange } from '../keepalive/exchange.ts';
import type { Prober } from '../keepalive/prober.ts';
import { settingsOf } from '../keepalive/settings.ts';
import type { Timeline, TimelineEndpoint } from '../timeline/timeline.ts';
import { formatAddress } from '../wire/address.ts';
import type { FrameNumbers } from './frame-numbers.ts';
import { proofText, remediesOf, roleOf, summaryOf } from './messages.ts';
import type { ConnectionReport, Endpoint, Evidence, ExchangeReport, KeepaliveReport } from './model.ts';
import { timeText } from './time-text.ts';

/** What turns numbers of the timeline into those of a reader. */
export interface ReportScale {
  /** Nanoseconds since 1970 of the timeline's first frame. */
  base: bigint;
  frames: FrameNumbers;
}

/** The report of one connection. */
export function connectionReport(timeline: Timeline, verdict: Verdict, scale: ReportScale): ConnectionReport {
  const { base, frames } = scale;
  const [originator, responder] = timeline.sides;
  const exchanges = [originator, responder]
    .flatMap((side) => side.prober?.exchanges('probe') ?? [])
    .sort((a, b) => a.frame - b.frame);
  const windowProbes = [originator, responder]
    .flatMap((side) => side.prober?.exchanges('window-probe') ?? [])
    .sort((a, b) => a.frame - b.frame);
  const evidence = (proofs: Verdict['evidence']): Evidence[] =>
    proofs.map((proof) => ({
      frame: frames.numberOf(proof.frame),
      capture: frames.captureOf(proof.frame),
      says: proofText(proof),
    }));
  return {
    id: timeline.row + 1,
    originator: endpointReport(timeline.originator),
    responder: endpointReport(timeline.responder),
    midstream: timeline.midstream,
    firstFrame: frames.numberOf(timeline.firstFrame),
    lastFrame: frames.numberOf(timeline.lastFrame),
    firstAt: timeText(base, timeline.firstTime),
    lastAt: timeText(base, timeline.lastTime),
    durationSeconds: seconds(Math.max(0, timeline.lastTime - timeline.firstTime)),
    segments: timeline.segments,
    octets: { originator: originator.octets, responder: responder.octets },
    longestIdleSeconds: seconds(timeline.longestIdle),
    longestSilenceSeconds: seconds(timeline.longestSilence),
    keepalive: {
      originator: keepaliveReport(timeline, 0),
      responder: keepaliveReport(timeline, 1),
    },
    heartbeats: [],
    exchanges: exchanges.map((exchange) => exchangeReport(exchange, scale)),
    exchangesOmitted: omitted(originator.prober) + omitted(responder.prober),
    windowProbes: windowProbes.map((exchange) => exchangeReport(exchange, scale)),
    verdict: {
      code: verdict.code,
      confidence: verdict.confidence,
      summary: summaryOf(verdict),
      evidence: evidence(verdict.evidence),
      counterEvidence: evidence(verdict.counterEvidence),
      remedy: remediesOf(verdict),
    },
    findings: [],
  };
}

/** An endpoint as text. */
export function endpointReport({ address, port }: TimelineEndpoint): Endpoint {
  return { address: formatAddress(...address), port };
}

/** Nanoseconds as seconds, exact to the nanosecond. */
export function seconds(nanoseconds: number): number {
  return Math.round(nanoseconds) / 1e9;
}

function keepaliveReport({ sides, gaveUp }: Timeline, direction: 0 | 1): KeepaliveReport | null {
  const { prober } = sides[direction];
  if (prober === null || prober.probes === 0) return null;
  const gaveUpAfter = gaveUp.find((one) => one.direction === direction)?.probes.length ?? null;
  const { idle, interval, count } = settingsOf(prober.exchanges('probe'), gaveUpAfter);
  return {
    probes: prober.probes,
    acknowledged: prober.outcomes.acknowledged,
    unanswered: prober.outcomes.unanswered,
    payloadOctets: prober.payloadOctets,
    idleSeconds: idle,
    intervalSeconds: interval,
    count,
    profile: null,
  };
}

function exchangeReport(exchange: Exchange, { base, frames }: ReportScale): ExchangeReport {
  const isAnswered = exchange.answerFrame > 0;
  return {
    frame: frames.numberOf(exchange.frame),
    capture: frames.captureOf(exchange.frame),
    at: timeText(base, exchange.time),
    from: roleOf(exchange.direction),
    outcome: exchange.outcome,
    answerFrame: isAnswered ? frames.numberOf(exchange.answerFrame) : null,
    rttSeconds: isAnswered ? seconds(exchange.answerTime - exchange.time) : null,
  };
}

function omitted(prober: Prober | null): number {
  return prober?.omitted ?? 0;
}
