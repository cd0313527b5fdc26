/** TCP_USER_TIMEOUT told by siblings. The runs are what Linux 6.18 sent with these options; see the comments. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { type GivenUpRun, userTimeoutOf, type VainRun } from '../../src/keepalive/user-timeout.ts';

const SECOND = 1e9;

/** Idle 3 s, interval 2 s, count 5, user timeout 6 s: probes at 3.0 and 5.0 s, reset at 7.0 s. */
const CUT_SHORT: GivenUpRun = { probes: 2, lastProbeAfter: 5.02 * SECOND, resetAfter: 7.04 * SECOND };
/** Idle 2 s, interval 1 s, count 3, user timeout 12 s: ten probes, the last one at 11.2 s. */
const DRAWN_OUT: GivenUpRun = { probes: 10, lastProbeAfter: 11.23 * SECOND, resetAfter: 12.26 * SECOND };
/** Idle 3 s, interval 2 s, user timeout 1.5 s: one probe, which is always sent, and the reset at 5.0 s. */
const AT_ONCE: GivenUpRun = { probes: 1, lastProbeAfter: 3.01 * SECOND, resetAfter: 5.03 * SECOND };

const gaveUp = (...counts: number[]): VainRun[] => counts.map((probes) => ({ probes, gaveUp: true }));
const goesOn = (probes: number): VainRun => ({ probes, gaveUp: false });

describe('a user timeout is told', () => {
  it('by a sibling that was given up after more probes', () => {
    assert.deepEqual(userTimeoutOf(CUT_SHORT, gaveUp(5)), { low: 5.02, high: 7.04 });
  });
  it('by a sibling that has sent more probes and goes on', () => {
    assert.deepEqual(userTimeoutOf(CUT_SHORT, [goesOn(4)]), { low: 5.02, high: 7.04 });
  });
  it('by siblings that agree on fewer probes', () => {
    assert.deepEqual(userTimeoutOf(DRAWN_OUT, gaveUp(3, 3)), { low: 11.23, high: 12.26 });
  });
  it('with no lower bound after a single probe', () => {
    assert.deepEqual(userTimeoutOf(AT_ONCE, gaveUp(5)), { low: 0, high: 5.03 });
  });
});

describe('no user timeout is told', () => {
  it('of a connection alone', () => assert.equal(userTimeoutOf(CUT_SHORT, []), null));
  it('where the siblings were given up alike', () =>
    assert.equal(userTimeoutOf(CUT_SHORT, gaveUp(2, 2)), null));
  it('where a sibling has sent fewer or as many, and goes on', () => {
    assert.equal(userTimeoutOf(CUT_SHORT, [goesOn(1), goesOn(2)]), null);
  });
  it('of the longer one of two', () => assert.equal(userTimeoutOf(DRAWN_OUT, gaveUp(3)), null));
  it('where one sibling differs from the run and another', () => {
    assert.equal(userTimeoutOf(CUT_SHORT, gaveUp(2, 5)), null);
  });
});
