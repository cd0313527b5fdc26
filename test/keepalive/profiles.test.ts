/** Whose keepalive it is. A name is said where numbers and shape fit one profile and no other, and never else. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { PROFILES, type ProbeLooks, profileOf } from '../../src/keepalive/profiles.ts';
import type { Estimate, Settings } from '../../src/keepalive/settings.ts';

const PLAIN: ProbeLooks = { octets: [0, 0, 0], timestamps: [true, true, true] };

describe('a profile is named by numbers and shape', () => {
  const cases: readonly (readonly [name: string | null, settings: Settings, looks: ProbeLooks])[] = [
    ['Linux defaults, 250 Hz', settings(7200, 75, 9, 250), PLAIN],
    ['Go', settings(15, 15, 9), PLAIN],
    ['Go on Linux, 1000 Hz', settings(15, 15, 9, 1000), PLAIN],
    ['Node.js (libuv)', settings(60, 1, 10), PLAIN],
    ['Node.js (libuv) on Linux, 250 Hz', settings(1, 1, 10, 250), PLAIN],
    ['Windows', settings(60, 1, 10), { octets: [1, 1], timestamps: [] }],
    ['Redis', settings(300, 100, 3), PLAIN],
    ['curl', settings(60, 60, 9), PLAIN],
    ['FreeBSD defaults', settings(7200, 75, 8), PLAIN],
    ['macOS defaults', settings(7200, 75, 8), { octets: [0], timestamps: [false] }],
  ];
  for (const [name, numbers, looks] of cases)
    it(String(name), () => assert.equal(profileOf(numbers, looks), name));
});

describe('nothing is named', () => {
  it('where all probes were answered, so that one number shows', () => {
    assert.equal(profileOf(settings(15, null, null), PLAIN), null);
    assert.equal(profileOf(settings(7200, null, null), PLAIN), null);
  });
  it('where two systems share numbers and shape', () => {
    assert.equal(profileOf(settings(7200, 75, 9), PLAIN), null);
    assert.equal(profileOf(settings(7200, 75, 8), { octets: [0], timestamps: [] }), null);
  });
  it('where one number differs', () => assert.equal(profileOf(settings(15, 15, 8), PLAIN), null));
  it('where the probes do not look alike', () => {
    assert.equal(profileOf(settings(60, 1, 10), { octets: [0, 1], timestamps: [] }), null);
  });
});

it('a tick rate alone is told, whatever was set', () => {
  assert.equal(profileOf(settings(10, 5, 3, 250), PLAIN), 'Linux, 250 Hz');
  assert.equal(profileOf(settings(10, null, null, 300), PLAIN), 'Linux, 300 Hz');
});

it('every profile has its source and the date when that was looked at', () => {
  for (const { name, source, checked } of PROFILES) {
    assert.ok(source.length > 10, name);
    assert.match(checked, /^20\d\d-\d\d$/, name);
  }
});

function settings(
  idle: number,
  interval: number | null,
  count: number | null,
  tickRate: number | null = null,
): Settings {
  return {
    idle: exactly(idle),
    interval: interval === null ? null : exactly(interval),
    count: count === null ? null : exactly(count),
    tickRate,
  };
}

function exactly(value: number): Estimate {
  return { estimate: value, low: value, high: value, observations: 1 };
}
