/** Probes, what they show of the settings, and heartbeats, in the form of the report. */
import { profileOfSide, settingsBeside, settingsOfSide } from '../diagnosis/prober-settings.ts';
import type { Heartbeat } from '../heartbeat/heartbeat.ts';
import type { Exchange } from '../keepalive/exchange.ts';
import type { CountBounds } from '../keepalive/user-timeout.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { inferenceReasons } from './inference-text.ts';
import { roleOf } from './messages.ts';
import type { ExchangeReport, HeartbeatReport, KeepaliveReport } from './model.ts';
import { type ReportScale, seconds } from './report-scale.ts';
import { timeText } from './time-text.ts';

/** In the order of their probes. */
export function exchangeReports(
  originator: readonly Exchange[],
  responder: readonly Exchange[],
  scale: ReportScale,
): ExchangeReport[] {
  return [...originator, ...responder]
    .sort((a, b) => a.frame - b.frame)
    .map((exchange) => exchangeReport(exchange, scale));
}

/** Null for a side that never probed. `bounds`: what other connections leave of its count; null: all of it. */
export function keepaliveReport(
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

/** The heartbeats of one side and protocol. */
export function heartbeatReport(heartbeat: Heartbeat): HeartbeatReport {
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
