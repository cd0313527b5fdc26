/** What settings mean in time: against numbers worked out by hand, measured gaps, and the kernel's timer run step by step. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { checkLimit } from '../../src/advice/limit-check.ts';
import { largestSafeIdle, recommend } from '../../src/advice/recommendation.ts';
import {
  type KeepaliveSettings,
  latestTiming,
  nominalDetection,
  rateTiming,
  TICK_RATES,
} from '../../src/advice/timing.ts';

test('the defaults of Linux notice a dead peer after 2 h 11 min 15 s, by the settings', () => {
  assert.equal(nominalDetection({ idle: 7200, interval: 75, count: 9 }), 2 * 3600 + 11 * 60 + 15);
});

test('at the latest by the wheel: the buckets of 7200 s and of 75 s, at each rate', () => {
  // kernel/time/timer.c: a delay of 63 * 8^(n-1) ticks or more lies in level n, whose buckets are 8^n ticks.
  const buckets: [rate: number, ofIdle: number, ofInterval: number][] = [
    [100, 8 ** 5, 8 ** 3],
    [250, 8 ** 5, 8 ** 3],
    [300, 8 ** 6, 8 ** 3],
    [1000, 8 ** 6, 8 ** 4],
  ];
  for (const [rate, ofIdle, ofInterval] of buckets) {
    const { firstProbe, secondProbe, giveUp } = rateTiming({ idle: 7200, interval: 75, count: 9 }, rate);
    const ticks = (seconds: number): number => Math.round(seconds * rate);
    assert.equal(ticks(firstProbe), 7200 * rate + ofIdle, `${rate}`);
    assert.equal(ticks(secondProbe), 7275 * rate + ofIdle + ofInterval, `${rate}`);
    assert.equal(ticks(giveUp), 7875 * rate + ofIdle + 9 * ofInterval, `${rate}`);
  }
});

/** Largest whole seconds that are safe for one arm: worked out for the field, kernel by kernel, and for all. */
const SAFE_VALUES: readonly [
  timeout: number,
  hz100: number,
  hz250: number,
  hz300: number,
  hz1000: number,
  all: number,
][] = [
  [60, 54, 57, 58, 55, 54],
  [240, 234, 223, 226, 235, 223],
  [350, 322, 333, 336, 317, 317],
  [600, 559, 583, 586, 567, 559],
  [900, 859, 883, 860, 867, 859],
  [1200, 1159, 1068, 1090, 1167, 1068],
  [3600, 3272, 3468, 3490, 3337, 3272],
];

for (const [timeout, ...safe] of SAFE_VALUES) {
  test(`the largest idle time below ${timeout} s: ${safe.join(', ')} s`, () => {
    const rates = [[100], [250], [300], [1000], TICK_RATES];
    assert.deepEqual(
      rates.map((some) => largestSafeIdle(timeout, null, some)),
      safe,
    );
  });
}

/** Measured on a kernel of 250 Hz: idle and interval, and the longest gap that was seen, s. */
const MEASURED: readonly [idle: number, interval: number, longest: number][] = [
  [60, 10, 61.44],
  [60, 75, 75.776],
  [100, 10, 101.66],
  [140, 10, 147.456],
  [225, 10, 237.87],
  [235, 75, 250.853],
  [300, 10, 314.689],
];

for (const [idle, interval, longest] of MEASURED) {
  test(`${idle}/${interval}: the gap of ${longest} s that was measured is not later than said, and explained by it`, () => {
    const { firstProbe } = rateTiming({ idle, interval, count: 9 }, 250);
    assert.ok(longest <= firstProbe, `${longest} > ${firstProbe}`);
    assert.ok(longest > Math.max(idle, interval));
  });
}

test('235 s is marginal for 240 s, where a probe was seen to leave after 250.853 s', () => {
  const { verdict, lateRates } = checkLimit({ idle: 235, interval: 75, count: 9 }, 240, TICK_RATES);
  assert.equal(verdict, 'marginal');
  assert.ok(lateRates.includes(250));
});

const settings = fc.record({
  idle: fc.integer({ min: 1, max: 8000 }),
  interval: fc.integer({ min: 1, max: 200 }),
  count: fc.integer({ min: 1, max: 12 }),
});

test('no probe and no give-up of a timer run step by step is later than said, or earlier than set', () => {
  fc.assert(
    fc.property(
      settings,
      fc.constantFrom(...TICK_RATES),
      fc.integer({ min: 0, max: 8 ** 7 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.boolean(),
      (given, rate, now, part, afterProbe) => {
        const happened = runTimer(given, rate, now, part, afterProbe);
        const latest = rateTiming(given, rate);
        const close = 1e-6;
        assert.ok(happened.first >= given.idle - close && happened.first <= latest.firstProbe + close);
        assert.ok(happened.second <= latest.secondProbe + close);
        assert.ok(
          happened.giveUp >= nominalDetection(given) - close && happened.giveUp <= latest.giveUp + close,
        );
      },
    ),
    { numRuns: 3000 },
  );
});

test('what is recommended is in time with one probe lost, on every kernel, whenever the timer was set', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 90_000 }),
      fc.constantFrom(...TICK_RATES),
      fc.integer({ min: 0, max: 8 ** 7 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (limit, rate, now, part) => {
        const found = recommend({ limit, detection: null }, TICK_RATES)?.settings;
        assert.ok(found !== undefined && found.count >= 2);
        assert.ok(runTimer(found, rate, now, part, true).second < limit);
        assert.ok(runTimer(found, rate, now, part, false).second < limit);
      },
    ),
    { numRuns: 1000 },
  );
});

test('what is recommended for a detection time notices within it', () => {
  for (let detection = 4; detection < 5000; detection += 7) {
    const found = recommend({ limit: null, detection }, TICK_RATES);
    assert.ok(found !== null && latestTiming(found.settings, TICK_RATES).giveUp <= detection, `${detection}`);
  }
  assert.equal(recommend({ limit: null, detection: 3 }, TICK_RATES), null);
});

test('both wants at once are both met; one kernel allows more than all of them', () => {
  const both = recommend({ limit: 350, detection: 60 }, TICK_RATES)?.settings;
  assert.ok(both !== undefined);
  assert.equal(checkLimit(both, 350, TICK_RATES).verdict, 'safe');
  assert.ok(latestTiming(both, TICK_RATES).giveUp <= 60);
  const one = recommend({ limit: 350, detection: null }, [300])?.largestIdle ?? 0;
  const all = recommend({ limit: 350, detection: null }, TICK_RATES)?.largestIdle ?? 0;
  assert.ok(one > all, `${one}, ${all}`);
});

test('the largest idle time is the largest: a second more is not safe', () => {
  for (const limit of [30, 60, 240, 350, 600, 1200, 3600]) {
    const found = recommend({ limit, detection: null }, TICK_RATES);
    assert.ok(found !== null);
    const { largestIdle, settings: one } = found;
    assert.equal(checkLimit({ ...one, idle: largestIdle }, limit, TICK_RATES).verdict, 'safe');
    assert.notEqual(checkLimit({ ...one, idle: largestIdle + 1 }, limit, TICK_RATES).verdict, 'safe');
  }
});

/**
 * net/ipv4/tcp_timer.c, tcp_keepalive_timer, over the wheel of kernel/time/timer.c: the last segment is received at some
 * part of a run of the timer, which had been set to the idle time, or to the interval after a probe. Seconds since then.
 */
function runTimer(
  { idle, interval, count }: KeepaliveSettings,
  rate: number,
  now: number,
  part: number,
  afterProbe: boolean,
): { first: number; second: number; giveUp: number } {
  const fires = expiry(now, (afterProbe ? interval : idle) * rate);
  const received = afterProbe ? now : now + Math.floor((fires - now) * part);
  let at = fires;
  while (at - received < idle * rate) at = expiry(at, idle * rate - (at - received));
  const probes = [at];
  for (let probe = 1; probe <= count; probe++) {
    at = expiry(at, interval * rate);
    probes.push(at);
  }
  const since = (ticks = 0): number => (ticks - received) / rate;
  return { first: since(probes[0]), second: since(probes[1]), giveUp: since(at) };
}

/** calc_wheel_index() and calc_index(): when a timer set at `now` for `delta` ticks fires. */
function expiry(now: number, delta: number): number {
  let level = 0;
  while (level < 8 && delta >= 63 * 8 ** level) level++;
  const width = 8 ** level;
  return (Math.floor((now + delta) / width) + 1) * width;
}
