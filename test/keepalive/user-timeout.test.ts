/** TCP_USER_TIMEOUT told by siblings. The runs are what Linux 6.18 sent with these options; see the comments. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import {
  countBeside,
  type GivenUpRun,
  isAgainstCount,
  userTimeoutOf,
  type VainRun,
} from '../../src/keepalive/user-timeout.ts';

const SECOND = 1e9;

/** Idle 3 s, interval 2 s, count 5, user timeout 6 s: probes at 3.0 and 5.0 s, reset at 7.0 s. */
const CUT_SHORT: GivenUpRun = { probes: 2, lastProbeAfter: 5.02 * SECOND, resetAfter: 7.04 * SECOND };
/** Idle 2 s, interval 1 s, count 3, user timeout 12 s: ten probes, the last one at 11.2 s. */
const DRAWN_OUT: GivenUpRun = { probes: 10, lastProbeAfter: 11.23 * SECOND, resetAfter: 12.26 * SECOND };
/** Idle 3 s, interval 2 s, user timeout 1.5 s: one probe, which is always sent, and the reset at 5.0 s. */
const AT_ONCE: GivenUpRun = { probes: 1, lastProbeAfter: 3.01 * SECOND, resetAfter: 5.03 * SECOND };

const gaveUp = (...counts: number[]): VainRun[] => counts.map((probes) => ({ probes, gaveUp: true }));
const goesOn = (...counts: number[]): VainRun[] => counts.map((probes) => ({ probes, gaveUp: false }));
const isOdd = (probes: number, siblings: readonly VainRun[]): boolean =>
  isAgainstCount({ probes, gaveUp: true }, siblings);

describe('a user timeout lies between the last probe and the reset', () => {
  it('of fewer probes than the count', () =>
    assert.deepEqual(userTimeoutOf(CUT_SHORT), { low: 5.02, high: 7.04 }));
  it('of more', () => assert.deepEqual(userTimeoutOf(DRAWN_OUT), { low: 11.23, high: 12.26 }));
  it('with no lower bound after a single probe', () =>
    assert.deepEqual(userTimeoutOf(AT_ONCE), { low: 0, high: 5.03 }));
});

describe('a run is against the count', () => {
  it('of siblings that were given up after more probes', () => assert.ok(isOdd(2, gaveUp(5, 5))));
  it('of siblings that were given up after fewer', () => assert.ok(isOdd(10, gaveUp(3, 3))));
  it('of siblings that have sent more probes and go on', () => assert.ok(isOdd(2, goesOn(3, 4))));
  it('of one that was given up after more and one that still goes on', () =>
    assert.ok(isOdd(2, [...gaveUp(5), ...goesOn(4)])));
  it('and goes on where siblings were given up', () =>
    assert.ok(isAgainstCount({ probes: 6, gaveUp: false }, gaveUp(5, 5))));
});

describe('a run is not against the count', () => {
  it('alone', () => assert.ok(!isOdd(2, [])));
  // With count 5 the one, with count 2 the other has a user timeout: both fit.
  it('of one sibling: either may be the odd one', () => {
    assert.ok(!isOdd(2, gaveUp(5)));
    assert.ok(!isOdd(5, gaveUp(2)));
    assert.ok(!isOdd(2, goesOn(4)));
  });
  it('where the siblings were given up alike', () => assert.ok(!isOdd(2, gaveUp(2, 2))));
  it('where siblings have sent fewer or as many, and go on', () => assert.ok(!isOdd(2, goesOn(1, 2))));
  it('where one sibling differs from the run and another', () => assert.ok(!isOdd(2, gaveUp(2, 5))));
  it('where as many say the one as the other', () => assert.ok(!isOdd(2, gaveUp(2, 5, 5))));
});

describe('what siblings leave of a count', () => {
  it('all of it where they agree', () => assert.deepEqual(countBeside(5, gaveUp(5, 5)), { low: 5, high: 5 }));
  it('between theirs and its own where they do not', () => {
    assert.deepEqual(countBeside(2, gaveUp(5)), { low: 2, high: 5 });
    assert.deepEqual(countBeside(5, gaveUp(2)), { low: 2, high: 5 });
  });
  it('nothing above where one has sent more and goes on', () =>
    assert.deepEqual(countBeside(2, goesOn(4)), { low: 2, high: Number.POSITIVE_INFINITY }));
});
