/** A report of a connection with all that it makes anew each time it is asked for, in the key order of the contract. */
import type { ConnectionReport, VerdictReport } from './model.ts';

export function madeOnce(connection: ConnectionReport): ConnectionReport {
  return {
    id: connection.id,
    originator: connection.originator,
    responder: connection.responder,
    midstream: connection.midstream,
    firstFrame: connection.firstFrame,
    firstCapture: connection.firstCapture,
    lastFrame: connection.lastFrame,
    lastCapture: connection.lastCapture,
    firstAt: connection.firstAt,
    lastAt: connection.lastAt,
    durationSeconds: connection.durationSeconds,
    segments: connection.segments,
    octets: connection.octets,
    longestIdleSeconds: connection.longestIdleSeconds,
    longestSilenceSeconds: connection.longestSilenceSeconds,
    keepalive: connection.keepalive,
    heartbeats: connection.heartbeats,
    mechanism: connection.mechanism,
    exchanges: connection.exchanges,
    exchangesOmitted: connection.exchangesOmitted,
    windowProbes: connection.windowProbes,
    verdict: verdictMadeOnce(connection.verdict),
    findings: connection.findings,
  };
}

/** Likewise. */
export function verdictMadeOnce(verdict: VerdictReport): VerdictReport {
  const { code, confidence, summary, evidence, counterEvidence, giveUp, remedy } = verdict;
  return { code, confidence, summary, evidence, counterEvidence, giveUp, remedy };
}
