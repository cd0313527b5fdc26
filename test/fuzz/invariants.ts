/** What holds for the report of any capture, whatever is in it. Each breach throws, and says which it is. */
import assert from 'node:assert/strict';

import type { ConnectionReport, Evidence, ExchangeReport, Report, Summary } from '../../src/index.ts';

/** Frames of one capture that hold an ICMP error: the report does not say how many there are. */
export interface Counted {
  frames: number;
  icmpErrors: number;
}

export function assertReport(report: Report, counted: readonly Counted[]): void {
  assertFrames(report, counted);
  assertSummary(report);
  const ids = report.connections.map(({ id }) => id);
  assert.deepEqual(
    ids,
    [...ids].sort((one, other) => one - other),
    'connections in the order of their numbers',
  );
  for (const connection of report.connections) assertConnection(connection, report);
  for (const finding of report.findings)
    assertEvidence([...finding.evidence, ...finding.counterEvidence], report, 0, Number.POSITIVE_INFINITY);
}

/** Every frame is a segment or has an outcome that is counted by name. */
function assertFrames({ captures, connections, summary }: Report, counted: readonly Counted[]): void {
  let segments = 0;
  for (const [index, { frames, tcpSegments, skipped, anomalies, firstAt, lastAt }] of captures.entries()) {
    const { icmpErrors = 0, frames: read = 0 } = counted[index] ?? {};
    const others = [...skipped, ...anomalies].filter(({ code }) => OUTCOMES.has(code));
    assert.equal(frames, read);
    assert.equal(
      frames,
      tcpSegments + icmpErrors + total(others.map(({ count }) => count)),
      'frames by outcome',
    );
    for (const { count, firstFrame, code } of [...skipped, ...anomalies]) {
      assert.ok(count > 0, `${code} counts something`);
      assert.ok(firstFrame >= 0 && firstFrame <= frames + 1, `${code} in a frame that exists: ${firstFrame}`);
    }
    assertTime(firstAt);
    assertTime(lastAt);
    segments += tcpSegments;
  }
  const told = total(connections.map((connection) => connection.segments));
  assert.equal(told + summary.duplicateFrames, segments, 'every segment is of a connection');
}

const OUTCOMES: ReadonlySet<string> = new Set([
  'not-ip',
  'not-tcp',
  'later-fragment',
  'truncated-packet',
  'malformed-packet',
  'unsupported-link-type',
  'too-many-layers',
]);

function assertSummary({ summary, connections }: Report): void {
  const { probes, outcomes, verdicts, evicted } = summary;
  assert.equal(summary.connections, connections.length);
  assert.equal(evicted.connections, 0);
  assert.equal(total(Object.values(outcomes)), probes, 'outcomes of probes');
  assert.equal(outcomes.acknowledged, summary.acknowledged);
  assert.equal(total(Object.values(verdicts)), connections.length, 'verdicts');
  const listed: Summary['outcomes'] = {
    acknowledged: 0,
    data: 0,
    reset: 0,
    'icmp-error': 0,
    unanswered: 0,
    pending: 0,
  };
  for (const { exchanges } of connections) for (const { outcome } of exchanges) listed[outcome]++;
  if (connections.every(({ exchangesOmitted }) => exchangesOmitted === 0)) assert.deepEqual(listed, outcomes);
}

function assertConnection(connection: ConnectionReport, report: Report): void {
  const { firstAt, lastAt, durationSeconds, octets, keepalive, exchanges, windowProbes } = connection;
  assertTime(firstAt);
  assertTime(lastAt);
  for (const seconds of [durationSeconds, connection.longestIdleSeconds, connection.longestSilenceSeconds]) {
    assert.ok(Number.isFinite(seconds) && seconds >= 0, `${seconds} seconds`);
  }
  for (const count of [octets.originator, octets.responder, connection.segments])
    assert.ok(Number.isSafeInteger(count) && count >= 0, `a count of ${count}`);
  const [first, last] = [placeOf(connection, 'first'), placeOf(connection, 'last')];
  assert.ok(first <= last, 'the first frame is not after the last');
  for (const side of [keepalive.originator, keepalive.responder]) {
    if (side === null) continue;
    assert.ok(side.probes > 0 && side.acknowledged + side.unanswered <= side.probes);
    for (const estimate of [side.idleSeconds, side.intervalSeconds, side.count]) {
      if (estimate === null) continue;
      const { low, high, observations } = estimate;
      assert.ok(low >= 0 && low <= estimate.estimate && estimate.estimate <= high, JSON.stringify(estimate));
      assert.ok(Number.isFinite(high) && observations > 0, JSON.stringify(estimate));
    }
  }
  for (const probes of [exchanges, windowProbes]) assertExchanges(probes, report, first, last);
  const answers = [...exchanges, ...windowProbes].filter(({ answerFrame }) => answerFrame !== null);
  const places = answers.map(({ answerCapture, answerFrame }) => `${answerCapture} ${answerFrame}`);
  assert.equal(new Set(places).size, places.length, 'no frame answers two probes');
  const { verdict, findings } = connection;
  for (const { evidence, counterEvidence } of [verdict, ...findings])
    assertEvidence([...evidence, ...counterEvidence], report, 0, Number.POSITIVE_INFINITY);
  if (verdict.giveUp !== null) assertTime(verdict.giveUp.at);
}

/** An answer may be captured up to 50 ms before its probe (docs/classification.md), and never long before. */
const TURNED_AROUND = 0.05;

function assertExchanges(
  exchanges: readonly ExchangeReport[],
  report: Report,
  first: number,
  last: number,
): void {
  let before = 0;
  for (const exchange of exchanges) {
    const { frame, capture, answerFrame, answerCapture, rttSeconds, outcome, at } = exchange;
    assertTime(at);
    const place = numberOf(frame, capture, report);
    assert.ok(place > before, 'exchanges in the order of their frames');
    before = place;
    assert.ok(place >= first && place <= last, 'the probe is of its connection');
    const isAnswered = outcome !== 'unanswered' && outcome !== 'pending';
    assert.equal(answerFrame !== null, isAnswered, `${outcome} with answer ${answerFrame}`);
    if (answerFrame === null || answerCapture === null) continue;
    const answer = numberOf(answerFrame, answerCapture, report);
    assert.notEqual(answer, place, 'no frame answers itself');
    assert.ok(
      rttSeconds === null || (Number.isFinite(rttSeconds) && rttSeconds >= -TURNED_AROUND),
      `rtt ${rttSeconds}`,
    );
    if (answer < place)
      assert.ok((rttSeconds ?? 0) <= TURNED_AROUND, `answer ${answer} before probe ${place}`);
  }
}

function assertEvidence(evidence: readonly Evidence[], report: Report, first: number, last: number): void {
  for (const { frame, capture, says } of evidence) {
    const place = numberOf(frame, capture, report);
    assert.ok(place >= first && place <= last, `evidence in frame ${frame}`);
    assert.ok(says.length > 0);
  }
}

function placeOf(connection: ConnectionReport, end: 'first' | 'last'): number {
  return end === 'first'
    ? connection.firstCapture * PLACES + connection.firstFrame
    : connection.lastCapture * PLACES + connection.lastFrame;
}

/** The place of a frame over all captures; fails where there is no such frame. */
function numberOf(frame: number, capture: number, { captures }: Report): number {
  const { frames = 0 } = captures[capture] ?? {};
  assert.ok(frame >= 1 && frame <= frames, `frame ${frame} of ${frames} in capture ${capture}`);
  return capture * PLACES + frame;
}

const PLACES = 2 ** 32;

function assertTime(text: string | null): void {
  if (text === null) return;
  assert.match(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
  assert.ok(!Number.isNaN(Date.parse(text)), text);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
