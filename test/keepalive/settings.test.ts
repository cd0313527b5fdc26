/** The lateness of Linux timers, and the settings behind observed spans; the truth is what was set when they were measured. */
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';

import { estimateSpan } from '../../src/keepalive/settings.ts';
import { latenessOf, TICK_RATES } from '../../src/keepalive/timer-wheel.ts';

const SECOND = 1e9;

/** Seconds of delay, and of lateness at 100, 250, 300 and 1000 Hz, from the bucket widths of kernel/time/timer.c. */
const LATENESS: readonly (readonly [delay: number, ...byRate: number[]])[] = [
  [1, 0.08, 0.032, 0.0267, 0.064],
  [10, 0.64, 0.256, 0.2133, 0.512],
  [15, 0.64, 0.256, 1.7067, 0.512],
  [30, 0.64, 2.048, 1.7067, 0.512],
  [60, 5.12, 2.048, 1.7067, 4.096],
  [300, 5.12, 16.384, 13.6533, 32.768],
  [600, 40.96, 16.384, 13.6533, 32.768],
  [7200, 327.68, 131.072, 873.8133, 262.144],
];

describe('a timer is late by at most a bucket of its level', () => {
  for (const [delay, ...byRate] of LATENESS) {
    it(`${delay} s`, () => {
      const lateness = TICK_RATES.map((rate) => latenessOf(delay * SECOND, rate) / SECOND);
      assert.deepEqual(
        lateness.map((seconds) => seconds.toFixed(3)),
        byRate.map((seconds) => seconds.toFixed(3)),
      );
    });
  }
});

/** Idle times that were set on Linux 6.18 (250 Hz), and the spans then seen. */
const MEASURED: readonly (readonly [set: number, spans: readonly number[]])[] = [
  [5, [5.12]],
  [10, [10.15, 10.24]],
  [20, [21.42, 20.224]],
  [60, [60.005, 61.44]],
  [60, [60.352, 75.776]],
  [100, [101.66, 100.352]],
  [225, [237.87, 229.376]],
  [300, [314.689]],
];

describe('the setting behind measured spans is found', () => {
  for (const [set, spans] of MEASURED) {
    it(`${set} s behind ${spans.join(' and ')} s`, () => {
      const found = estimateSpan(spans.map((span) => span * SECOND));
      assert.ok(found !== null && found.low <= set && set <= found.high, JSON.stringify(found));
    });
  }
  for (const [set, spans] of MEASURED.filter(([set]) => set !== 225)) {
    it(`and ${set} s is what a person would have typed (${spans.join(', ')} s)`, () => {
      assert.equal(estimateSpan(spans.map((span) => span * SECOND))?.estimate, set);
    });
  }
});

test('what is no idle time gives no setting', () => {
  assert.equal(estimateSpan([]), null);
  assert.equal(estimateSpan([0.1 * SECOND, 0.4 * SECOND]), null);
});

test('a span in which something was lost is left aside, and so is one that stands alone against two', () => {
  assert.equal(estimateSpan([10.2, 20.5, 10.24].map((span) => span * SECOND))?.observations, 2);
  assert.equal(estimateSpan([1.19, 2.01, 2.02].map((span) => span * SECOND))?.estimate, 2);
});
