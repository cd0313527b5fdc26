/**
 * Any two hosts that keep a connection alive, or lose it: keepscope must give back the settings that they were set to
 * within the bounds that it states, say nothing of what cannot be seen, find every probe wherever the capture begins,
 * and tell what became of the connection. The hosts are simulated from what the kernel does (test/support).
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import type { Estimate, KeepaliveReport } from '../../src/index.ts';
import { RST } from '../support/host.ts';
import { type Seen, see } from '../support/see.ts';
import type { Sent } from '../support/sent.ts';
import type { KeepalivePlan } from '../support/simulated-host.ts';
import {
  type PairPlan,
  PORTS,
  type SimulatedCapture,
  type SimulatedFrame,
  simulate,
} from '../support/simulated-pair.ts';

const RUNS = { seed: 20_261_121, numRuns: 150, includeErrorInReport: true };

/** Captures with more frames than that are not begun at every one of them. */
const CUTS_AT_MOST = 24;

const seconds = (max: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: 1, max: Math.min(max, 20) }),
    fc.integer({ min: 1, max }),
    fc.constantFrom(...[1, 2, 3, 5, 10, 15, 30, 60, 75, 120, 300, 600, 1800, 7200].filter((s) => s <= max)),
  );

const linux: fc.Arbitrary<KeepalivePlan> = fc.record({
  idle: seconds(7200),
  interval: seconds(300),
  count: fc.integer({ min: 1, max: 12 }),
  timers: fc.constantFrom(100, 250, 300, 1000),
});

const prompt: fc.Arbitrary<KeepalivePlan> = fc.record({
  idle: seconds(7200),
  interval: seconds(300),
  count: fc.integer({ min: 1, max: 12 }),
  timers: fc.constant('prompt'),
});

/** Sequence numbers: any, and such that SND.NXT wraps, or is exactly 0. */
const isn = fc.oneof(
  fc.integer({ min: 0, max: 0xffff_ffff }),
  fc.integer({ min: -400, max: 3 }).map((behind) => behind >>> 0),
);

/** `prober` and its peer, which may probe too; never so much faster that it fills the capture. */
function pairs(prober: fc.Arbitrary<KeepalivePlan>): fc.Arbitrary<PairPlan> {
  return fc
    .record({
      first: prober,
      second: fc.option(prober),
      isSame: fc.boolean(),
      swapped: fc.boolean(),
      isns: fc.tuple(isn, isn),
      ticksBefore: fc.integer({ min: 0, max: 2 ** 31 }),
      ways: fc.tuple(fc.constantFrom(0, 1e-5, 1e-3, 0.04), fc.constantFrom(1e-5, 2e-3, 0.08)),
      gaps: fc.array(fc.double({ min: 0, max: 2.5, noNaN: true }), { maxLength: 4 }),
      loss: fc.constantFrom(0, 0, 0.15),
      isCut: fc.boolean(),
      rounds: fc.double({ min: 1.2, max: 5, noNaN: true }),
      vain: fc.double({ min: 0.2, max: 14, noNaN: true }),
      seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
    })
    .map(({ first, second, isSame, swapped, gaps, isCut, rounds, vain, ...rest }) => {
      const period = Math.max(first.idle, first.interval);
      // An octet restarts the peer's idle clock where it arrives, which the capture does not show.
      const isAlone = first.timers === 'prompt' && (isCut || rest.loss > 0);
      const other =
        second === null || isAlone
          ? null
          : isSame
            ? first
            : { ...second, idle: Math.max(second.idle, Math.ceil(period / 10)) };
      const requests: number[] = [];
      for (const gap of gaps) requests.push((requests.at(-1) ?? 0.5) + gap * period);
      const quiet = (requests.at(-1) ?? 0.5) + rounds * period;
      const duration = isCut ? quiet + first.idle * 1.2 + vain * first.interval * 1.15 : quiet;
      return {
        ...rest,
        hosts: swapped ? ([other, first] as const) : ([first, other] as const),
        requests,
        cutAt: isCut ? quiet : Number.POSITIVE_INFINITY,
        duration,
      };
    });
}

describe('a simulated pair of hosts', () => {
  for (const [name, hosts] of Object.entries({ 'Linux timers': linux, 'prompt timers': prompt })) {
    it(`${name}: settings, probes and verdict are those of the hosts`, async () => {
      await fc.assert(
        fc.asyncProperty(pairs(hosts), async (plan) => {
          const capture = simulate(plan);
          const seen = await see(capture.frames.map(({ sent }) => sent));
          assertProbes(seen, capture.frames);
          for (const side of [0, 1] as const) assertSettings(seen, plan, capture, side);
          assertVerdict(seen, plan, capture);
        }),
        RUNS,
      );
    });

    it(`${name}: a capture that begins at any frame loses no probe and states nothing wrong`, async () => {
      await fc.assert(
        fc.asyncProperty(pairs(hosts), async (plan) => {
          const { frames } = simulate(plan);
          const step = Math.ceil(frames.length / CUTS_AT_MOST);
          for (let cut = 1 + (plan.seed % step); cut < frames.length; cut += step)
            await assertRest(plan, frames.slice(cut));
        }),
        { ...RUNS, numRuns: Math.ceil(RUNS.numRuns / 4) },
      );
    });

    it(`${name}: a capture that lost frames states no setting that is too long`, async () => {
      await fc.assert(
        fc.asyncProperty(pairs(hosts), fc.array(fc.nat(9), { minLength: 50 }), async (plan, dice) => {
          // What was captured and then lost is the other half of the story; here it is the capture alone that loses.
          const { frames } = simulate({ ...plan, loss: 0 });
          const held = frames.filter((_, index) => index < 3 || (dice[index % dice.length] ?? 0) > 1);
          const seen = await see(held.map(({ sent }) => sent));
          for (const side of [0, 1] as const) {
            const report = seen.connection.keepalive[roleOf(seen, side)];
            if (report !== null) assertNotTooLong(report, planOf(plan, side));
          }
        }),
        RUNS,
      );
    });
  }
});

/** No timer fires early: what a capture lost makes spans longer, and there are no more probes in vain than were sent. */
function assertNotTooLong(report: KeepaliveReport, truth: KeepalivePlan): void {
  const { idleSeconds, intervalSeconds, count } = report;
  assert.ok((idleSeconds?.high ?? Infinity) >= truth.idle, `idle ${truth.idle}: ${idleSeconds?.high}`);
  assert.ok(
    (intervalSeconds?.high ?? Infinity) >= truth.interval,
    `interval ${truth.interval}: ${intervalSeconds?.high}`,
  );
  assert.ok((count?.low ?? 0) <= truth.count, `count ${truth.count}: ${count?.low}`);
}

async function assertRest(plan: PairPlan, rest: readonly SimulatedFrame[]): Promise<void> {
  if (!isTold(rest)) return;
  const seen = await see(rest.map(({ sent }) => sent));
  assertProbes(seen, rest);
  for (const side of [0, 1] as const) {
    const report = seen.connection.keepalive[roleOf(seen, side)];
    if (report !== null && !isMisled(rest, side)) assertBounds(report, planOf(plan, side));
  }
}

function assertProbes(seen: Seen, frames: readonly SimulatedFrame[]): void {
  const numbers = (chosen: readonly Sent[]): number[] =>
    chosen.map((sent) => frames.findIndex((frame) => frame.sent === sent) + 1);
  assert.deepEqual(
    numbers(seen.all('probe')),
    numbers(frames.filter(({ role }) => role === 'probe').map(({ sent }) => sent)),
    'the probes',
  );
}

function assertSettings(
  seen: Seen,
  plan: PairPlan,
  { frames, gaveUpAfter }: SimulatedCapture,
  side: 0 | 1,
): void {
  const probes = frames.filter(({ from, role }) => from === side && role === 'probe');
  const report = seen.connection.keepalive[roleOf(seen, side)];
  if (probes.length === 0) {
    assert.equal(report, null);
    return;
  }
  assert.ok(report !== null, 'a prober');
  const truth = planOf(plan, side);
  assertBounds(report, truth);
  // Who probes after the peer's reset has not received it. An octet that crossed the probe had not arrived yet.
  const reset = frames.findIndex(({ flags }) => flags & RST);
  const isAfterReset = reset >= 0 && probes[0] !== undefined && frames.indexOf(probes[0]) > reset;
  const isCrossed = truth.timers === 'prompt' && plan.hosts[1 - side] !== null;
  if (!isAfterReset && !isCrossed) assert.ok(report.idleSeconds !== null, 'the idle time shows');
  const hasRun = probes.some(({ inVain }) => inVain > 1);
  const isPeriod = truth.interval >= truth.idle;
  if (hasRun) assert.ok(report.intervalSeconds !== null, 'the interval shows');
  else if (!isPeriod) assert.equal(report.intervalSeconds, null, 'the interval does not show');
  const isOver = gaveUpAfter[side] !== null && frames.some(({ from, flags }) => from === side && flags & RST);
  assert.equal(report.count?.estimate ?? null, isOver ? truth.count : null, 'the count');
}

/** What is stated holds the truth; and where the bounds leave one whole second, the estimate is that. */
function assertBounds(report: KeepaliveReport, truth: KeepalivePlan): void {
  const stated: [string, Estimate | null, number][] = [
    ['idle', report.idleSeconds, truth.idle],
    ['interval', report.intervalSeconds, truth.interval],
    ['count', report.count, truth.count],
  ];
  for (const [name, value, set] of stated) {
    if (value === null) continue;
    const { estimate, low, high } = value;
    assert.ok(low <= set && set <= high, `${name} ${set} is not in ${low} to ${high}`);
    assert.ok(low <= estimate && estimate <= high, `${name}: ${estimate} is not in ${low} to ${high}`);
    if (Math.ceil(low) === Math.floor(high)) assert.equal(estimate, set, name);
  }
}

/** Where nothing was lost on its way, the end is plain: a reset, probes in vain, or an answer to each. */
function assertVerdict(seen: Seen, { loss, cutAt }: PairPlan, { frames }: SimulatedCapture): void {
  const inVain = ([0, 1] as const).map(
    (side) => frames.findLast(({ from, role }) => from === side && role === 'probe')?.inVain ?? 0,
  );
  const isPlain = loss === 0 && !frames.some(({ role, isLost }) => role === 'answer' && isLost);
  if (frames.some(({ flags }) => flags & RST)) assert.equal(seen.verdict, 'peer-dead');
  else if (loss === 0 && cutAt === Number.POSITIVE_INFINITY) assert.equal(seen.verdict, 'alive');
  // One probe without an answer may wait for it, or be lost.
  else if (isPlain && Math.max(...inVain) > 1) assert.equal(seen.verdict, 'probing');
}

/** Nothing tells a probe that is the last thing of its side, of a capture that begins with it, from an acknowledgment. */
function isTold(frames: readonly SimulatedFrame[]): boolean {
  return frames.length > 3 && frames.some(({ role }) => role === 'answer');
}

/** An answer to a probe from before the capture, lost on its way, hides that the run began earlier. */
function isMisled(frames: readonly SimulatedFrame[], side: 0 | 1): boolean {
  const [first] = frames.filter(
    ({ from, role }) => (role === 'probe') === (from === side) && role !== 'other',
  );
  return first?.role === 'answer' && first.isLost;
}

/** The roles of a capture that began later are inferred. */
function roleOf({ connection }: Seen, side: 0 | 1): 'originator' | 'responder' {
  return connection.originator.port === PORTS[side] ? 'originator' : 'responder';
}

function planOf({ hosts }: PairPlan, side: 0 | 1): KeepalivePlan {
  return hosts[side] ?? assert.fail('this side does not probe');
}
