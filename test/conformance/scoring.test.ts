/** The scores of `npm run conformance`, on cases made by hand. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { FlowTruth, ProbeTruth } from '../support/fixtures.ts';
import { connectionReport, estimate, keepaliveReport } from '../support/reports.ts';
import { compareReport } from './comparison.ts';
import { exchangesOfTruth } from './exchange-truth.ts';
import { isPerfect, scoreOf, sumOf } from './score.ts';
import { compareSettings, knowableSettings } from './settings-truth.ts';
import { verdictOf } from './verdict-truth.ts';

describe('scores', () => {
  it('what is named and true is right; what is named twice counts once', () => {
    assert.deepEqual(scoreOf([1, 2, 2, 9], [1, 2, 3, 4]), { right: 2, flagged: 3, truth: 4 });
    assert.deepEqual(scoreOf([], []), { right: 0, flagged: 0, truth: 0 });
  });

  it('perfect is all right and none wrong', () => {
    assert.equal(isPerfect({ right: 4, flagged: 4, truth: 4 }), true);
    assert.equal(isPerfect({ right: 4, flagged: 5, truth: 4 }), false);
    assert.equal(isPerfect({ right: 4, flagged: 4, truth: 5 }), false);
  });

  it('a sum adds each of the three', () => {
    const sum = sumOf([
      { right: 1, flagged: 2, truth: 3 },
      { right: 10, flagged: 20, truth: 30 },
    ]);
    assert.deepEqual(sum, { right: 11, flagged: 22, truth: 33 });
  });
});

describe('keepscope against the truth', () => {
  const flow = flowTruth({
    a: '10.0.0.1:40000',
    b: '10.0.0.2:443',
    outcome: 'alive',
    probe_details: [probeTruth(4, { answer: 'ack', answer_frame: 5 }), probeTruth(6)],
    frame_class: { 1: 'syn', 4: 'probe', 5: 'reply', 6: 'probe' },
  });
  const told = connectionReport({
    originator: { address: '10.0.0.1', port: 40_000 },
    responder: { address: '10.0.0.2', port: 443 },
    exchanges: [exchange(4, 5), exchange(6, null)],
  });
  const score = (connections: Parameters<typeof compareReport>[0]['connections']) =>
    compareReport({ connections }, [flow], exchangesOfTruth({ name: 'made', flows: [flow] }));

  it('is perfect where every probe, answer and verdict is the true one', () => {
    const { keepscope, faults } = score([told]);
    assert.deepEqual(faults, []);
    assert.ok(Object.values(keepscope).every(isPerfect));
    assert.deepEqual(keepscope.probes, { right: 2, flagged: 2, truth: 2 });
    assert.deepEqual(keepscope.answers, { right: 1, flagged: 1, truth: 1 });
  });

  it('an answer that is tied to another probe is wrong', () => {
    const { keepscope, faults } = score([{ ...told, exchanges: [exchange(4, null), exchange(6, 5)] }]);
    assert.deepEqual(keepscope.probes, { right: 2, flagged: 2, truth: 2 });
    assert.deepEqual(keepscope.answers, { right: 0, flagged: 1, truth: 1 });
    assert.equal(faults.length, 2);
  });

  it('a window probe that is called a keepalive is wrong as the one and missed as the other', () => {
    const { keepscope } = score([
      { ...told, exchanges: [exchange(4, 5)], windowProbes: [exchange(6, null)] },
    ]);
    assert.deepEqual(keepscope.probes, { right: 1, flagged: 1, truth: 2 });
    assert.deepEqual(keepscope.windowProbes, { right: 0, flagged: 1, truth: 0 });
  });

  it('a connection that the truth does not know, and one that is not told, are no right verdicts', () => {
    const stranger = { ...told, id: 2, originator: { address: '10.0.0.9', port: 1 } };
    assert.deepEqual(score([told, stranger]).keepscope.verdicts, { right: 1, flagged: 2, truth: 1 });
    assert.deepEqual(score([]).keepscope.verdicts, { right: 0, flagged: 0, truth: 1 });
  });

  it('an answer whose word is not known here is refused, not passed over', () => {
    const odd = { ...flow, probe_details: [{ ...probeTruth(4), answer: 'shrug' as 'ack' }] };
    assert.throws(() => exchangesOfTruth({ name: 'made', flows: [odd] }), /made, probe 4: .*"shrug"/);
  });
});

describe('settings against the options of the socket', () => {
  const prober = { who: '10.0.0.1:40000', idle_s: 10, interval_s: 5, count: 3 };
  const answered = flowTruth({
    probe_details: [
      probeTruth(4, { answer: 'ack', answer_frame: 5, since_last_rx: 10.1 }),
      probeTruth(6, { answer: 'ack', answer_frame: 7, since_last_rx: 10.2, since_prev_probe: 10.2 }),
    ],
  });
  const gaveUp = flowTruth({
    probe_details: [
      probeTruth(4, { since_last_rx: 10.1 }),
      probeTruth(5, { since_last_rx: 15.1, since_prev_probe: 5 }),
      probeTruth(6, { since_last_rx: 20.1, since_prev_probe: 5 }),
    ],
    rst_from: [prober.who],
    unanswered_run_before_rst: 3,
  });

  it('answered probes show the idle time only; a run with its reset shows all', () => {
    assert.deepEqual(knowableSettings(answered, prober), { idle: true, interval: false, count: false });
    assert.deepEqual(knowableSettings(gaveUp, prober), { idle: true, interval: true, count: true });
  });

  it('a reset after fewer probes than were set shows no count', () => {
    const early = { ...gaveUp, unanswered_run_before_rst: 2 };
    assert.equal(knowableSettings(early, prober).count, false);
  });

  it('the probe after an unanswered one and new data shows no interval', () => {
    const resumed = {
      ...gaveUp,
      probe_details: [probeTruth(4), probeTruth(9, { since_last_rx: 10.1, since_prev_probe: 14 })],
    };
    assert.equal(knowableSettings(resumed, prober).interval, false);
  });

  it('within its bounds a setting is right, and exact where the estimate is the option', () => {
    const shown = keepaliveReport({
      idleSeconds: estimate(10, 3, 9.8, 10.1),
      intervalSeconds: estimate(4, 2, 4, 5),
      count: estimate(4, 1),
    });
    const { score, exact, faults } = compareSettings(gaveUp, prober, shown);
    assert.deepEqual(score, { right: 2, flagged: 3, truth: 3 });
    assert.equal(exact, 1);
    assert.deepEqual(faults, ['count of 10.0.0.1:40000: said to be 4 to 4, was 3']);
  });

  it('the count of a socket with a user timeout is not judged: the kernel did not count', () => {
    const shown = keepaliveReport({
      idleSeconds: estimate(10, 3, 9.8, 10.1),
      intervalSeconds: estimate(5, 2, 5, 5.1),
      count: estimate(4, 1),
    });
    const { score, faults } = compareSettings(gaveUp, { ...prober, user_timeout_ms: 9000 }, shown);
    assert.deepEqual([score, faults], [{ right: 2, flagged: 2, truth: 2 }, []]);
  });

  it('what the capture shows and is not stated is a fault; what it cannot show is none', () => {
    const shown = keepaliveReport({ idleSeconds: null, intervalSeconds: null, count: null });
    assert.deepEqual(compareSettings(answered, prober, shown).score, { right: 0, flagged: 0, truth: 1 });
    assert.deepEqual(compareSettings(answered, prober, null).score, { right: 0, flagged: 0, truth: 1 });
  });
});

describe('verdicts of outcomes', () => {
  it('a closed window that ends the capture is a stall; keepalive after it means alive', () => {
    const probes = [probeTruth(4, { kind: 'zwp' })];
    assert.equal(verdictOf({ outcome: 'zero-window', probe_details: probes }), 'zero-window-stall');
    assert.equal(verdictOf({ outcome: 'zero-window', probe_details: [...probes, probeTruth(6)] }), 'alive');
  });

  it("an outcome may be a verdict's own code; of others no verdict is known", () => {
    assert.equal(verdictOf({ outcome: 'half-closed', probe_details: [] }), 'half-closed');
    assert.equal(verdictOf({ outcome: 'who-knows', probe_details: [] }), null);
  });
});

function flowTruth(changes: Partial<FlowTruth>): FlowTruth {
  return {
    a: '10.0.0.1:40000',
    b: '10.0.0.2:443',
    probers: [],
    outcome: 'alive',
    rst_from: [],
    handshake_seen: true,
    n_frames: 4,
    probe_details: [],
    frame_class: {},
    ...changes,
  };
}

function probeTruth(frame: number, changes: Partial<ProbeTruth> = {}): ProbeTruth {
  return {
    frame,
    who: '10.0.0.1:40000',
    kind: 'keepalive',
    len: 0,
    answer: null,
    answer_frame: null,
    since_last_rx: null,
    since_prev_probe: null,
    ...changes,
  };
}

function exchange(
  frame: number,
  answerFrame: number | null,
): ReturnType<typeof connectionReport>['exchanges'][number] {
  return {
    frame,
    capture: 0,
    at: '2026-01-01T00:00:00.000000000Z',
    from: 'originator',
    outcome: answerFrame === null ? 'unanswered' : 'acknowledged',
    answerFrame,
    answerCapture: answerFrame === null ? null : 0,
    rttSeconds: null,
  };
}
