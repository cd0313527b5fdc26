/** A timeline and its verdict in the form of the report: times, roles and frame numbers as a reader knows them. */
import { diagnose } from '../diagnosis/diagnose.ts';
import { findingsOf } from '../diagnosis/find.ts';
import type { Finding } from '../diagnosis/finding.ts';
import type { Limit } from '../diagnosis/limit.ts';
import { mechanismsOf } from '../diagnosis/mechanism.ts';
import { profileOfSide, settingsBeside, settingsOfSide } from '../diagnosis/prober-settings.ts';
import type { Verdict, VerdictCode } from '../diagnosis/verdict.ts';
import type { Heartbeat } from '../heartbeat/heartbeat.ts';
import type { Exchange, ProbeKind } from '../keepalive/exchange.ts';
import type { CountBounds } from '../keepalive/user-timeout.ts';
import type { Timeline, TimelineEndpoint } from '../timeline/timeline.ts';
import type { EndpointNames } from '../wire/endpoint-names.ts';
import { findingReport } from './finding-report.ts';
import type { FrameNumbers } from './frame-numbers.ts';
import { inferenceReasons } from './inference-text.ts';
import { mechanismText } from './mechanism-text.ts';
import { proofText, remediesOf, roleOf, summaryOf } from './messages.ts';
import type {
  ConnectionReport,
  Endpoint,
  Evidence,
  ExchangeReport,
  HeartbeatReport,
  KeepaliveReport,
  VerdictReport,
} from './model.ts';
import { isProbedByMiddlebox, proberNames } from './prober-names.ts';
import { timeText } from './time-text.ts';

/** What turns numbers of the timeline into those of a reader. */
export interface ReportScale {
  /** Nanoseconds since 1970 of the timeline's first frame. */
  base: bigint;
  frames: FrameNumbers;
  names: EndpointNames;
  /** The capture goes on. */
  isRunning?: boolean;
}

/** What the capture as a whole, or a person, says about a connection. */
export interface KnownByOthers {
  /** The idle timeout on its path. */
  limit: Limit | null;
  /** A finding about it that other connections show. */
  finding: Finding | null;
  /** What other connections leave of the count of the originator and the responder. */
  counts: readonly [CountBounds | null, CountBounds | null];
}

/**
 * The report of one connection. What takes longest to make is made when it is asked for: most connections of a large
 * capture are only counted and ranked. `code` is that of diagnose(timeline); `known` what is
 * known of it beside.
 */
export function connectionReport(
  id: number,
  timeline: Timeline,
  code: VerdictCode,
  scale: ReportScale,
  known: KnownByOthers,
): ConnectionReport {
  const { base, frames, names } = scale;
  const [originator, responder] = timeline.sides;
  return {
    id,
    get originator() {
      return endpointReport(timeline.originator, names);
    },
    get responder() {
      return endpointReport(timeline.responder, names);
    },
    midstream: timeline.midstream,
    firstFrame: frames.numberOf(timeline.firstFrame),
    firstCapture: frames.captureOf(timeline.firstFrame),
    lastFrame: frames.numberOf(timeline.lastFrame),
    lastCapture: frames.captureOf(timeline.lastFrame),
    get firstAt() {
      return timeText(base, timeline.firstTime);
    },
    get lastAt() {
      return timeText(base, timeline.lastTime);
    },
    durationSeconds: seconds(Math.max(0, timeline.lastTime - timeline.firstTime)),
    segments: timeline.segments,
    octets: { originator: originator.octets, responder: responder.octets },
    longestIdleSeconds: seconds(timeline.longestIdle),
    longestSilenceSeconds: seconds(timeline.longestSilence),
    get keepalive() {
      return {
        originator: keepaliveReport(timeline, 0, known.counts[0]),
        responder: keepaliveReport(timeline, 1, known.counts[1]),
      };
    },
    heartbeats: timeline.heartbeats.beats.map(heartbeatReport),
    get mechanism() {
      const codes = mechanismsOf(timeline);
      const { keepalive, heartbeats } = this;
      return {
        codes,
        summary: mechanismText(codes, { keepalive, heartbeats, persistence: timeline.persistence }),
      };
    },
    get exchanges() {
      return exchangeReports(timeline, 'probe', scale);
    },
    exchangesOmitted: (originator.prober?.omitted ?? 0) + (responder.prober?.omitted ?? 0),
    get windowProbes() {
      return exchangeReports(timeline, 'window-probe', scale);
    },
    verdict: verdictReport(timeline, code, scale),
    get findings() {
      const shared = {
        originator: endpointReport(timeline.originator, names),
        responder: endpointReport(timeline.responder, names),
      };
      const own = findingsOf(timeline, diagnose(timeline), known.limit);
      return (known.finding === null ? own : [known.finding, ...own]).map((finding) =>
        findingReport(finding, [id], shared, frames),
      );
    },
  };
}

function verdictReport(timeline: Timeline, code: VerdictCode, scale: ReportScale): VerdictReport {
  const { base, frames, names } = scale;
  let made: Verdict | null = null;
  const verdict = (): Verdict => {
    made ??= diagnose(timeline);
    return made;
  };
  const evidence = (proofs: Verdict['evidence']): Evidence[] => {
    const probers = proberNames(timeline);
    return proofs.map((proof) => ({
      frame: frames.numberOf(proof.frame),
      capture: frames.captureOf(proof.frame),
      says: proofText(proof, probers),
    }));
  };
  return {
    code,
    get confidence() {
      return verdict().confidence;
    },
    get summary() {
      const end = { time: timeline.captureEnd, isNow: scale.isRunning === true };
      return summaryOf(verdict(), proberNames(timeline), end);
    },
    get evidence() {
      return evidence(verdict().evidence);
    },
    get counterEvidence() {
      return evidence(verdict().counterEvidence);
    },
    get giveUp() {
      const { forecast } = verdict();
      if (forecast === null) return null;
      const { time, count, isCountAssumed } = forecast;
      return { at: timeText(base, time), count, assumed: isCountAssumed };
    },
    get remedy() {
      const isMiddlebox = isProbedByMiddlebox(timeline, verdict());
      return remediesOf(
        verdict(),
        isMiddlebox,
        endpointReport(timeline.originator, names),
        endpointReport(timeline.responder, names),
      );
    },
  };
}

function exchangeReports({ sides }: Timeline, kind: ProbeKind, scale: ReportScale): ExchangeReport[] {
  return sides
    .flatMap(({ prober }) => prober?.exchanges(kind) ?? [])
    .sort((a, b) => a.frame - b.frame)
    .map((exchange) => exchangeReport(exchange, scale));
}

/** An endpoint as text. */
export function endpointReport({ address, port }: TimelineEndpoint, names: EndpointNames): Endpoint {
  return names.endpoint(address, port);
}

/** Nanoseconds as seconds, exact to the nanosecond. */
export function seconds(nanoseconds: number): number {
  return Math.round(nanoseconds) / 1e9;
}

function keepaliveReport(
  timeline: Timeline,
  direction: 0 | 1,
  bounds: CountBounds | null,
): KeepaliveReport | null {
  const { prober } = timeline.sides[direction];
  const alone = settingsOfSide(timeline, direction);
  if (prober === null || alone === null) return null;
  const settings = settingsBeside(alone, bounds);
  return {
    probes: prober.probes,
    acknowledged: prober.outcomes.acknowledged,
    unanswered: prober.outcomes.unanswered,
    payloadOctets: prober.payloadOctets,
    idleSeconds: settings.idle,
    intervalSeconds: settings.interval,
    count: settings.count,
    profile: profileOfSide(timeline, direction, settings),
  };
}

function heartbeatReport(heartbeat: Heartbeat): HeartbeatReport {
  const { protocol, direction, period, beats, answered, isAnswered, impliedTimeout } = heartbeat;
  return {
    protocol,
    from: roleOf(direction),
    periodSeconds: period === null ? null : seconds(period),
    beats,
    answered: isAnswered ? answered : null,
    impliedTimeoutSeconds: impliedTimeout === null ? null : seconds(impliedTimeout),
    octets: heartbeat.length,
    answerOctets: heartbeat.answerLength,
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
    answerCapture: isAnswered ? frames.captureOf(exchange.answerFrame) : null,
    rttSeconds: isAnswered ? seconds(Math.max(0, exchange.answerTime - exchange.time)) : null,
    ...(exchange.inference === 0 ? {} : { inferredFrom: inferenceReasons(exchange.inference) }),
  };
}
