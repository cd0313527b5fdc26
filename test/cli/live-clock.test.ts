/** When the machine's clock tells how long connections have been silent, and when frames wait that nobody has read. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { LiveClock } from '../../src/cli/live-clock.ts';

const PERIOD = 500;

/** A clock whose ticks at these times are right or not; `steps` says what happens before them. */
function rightAt(ticks: readonly number[], steps: (clock: LiveClock, at: number) => void): number[] {
  const clock = new LiveClock(PERIOD);
  return ticks.filter((at) => {
    steps(clock, at);
    return clock.isRight(at);
  });
}

describe('the clock of a live capture', () => {
  it('is right before anything is captured, and while nobody captures', () => {
    assert.deepEqual(
      rightAt([500, 1000, 1500], (clock, at) => {
        if (at === 1000) clock.works();
        if (at === 1500) clock.rests();
      }),
      [500, 1500],
    );
  });

  it('is right where the next frame is waited for, once what is on its way must be here', () => {
    assert.deepEqual(
      rightAt([500, 1000, 1500], (clock, at) => {
        if (at === 500) clock.waits(400);
      }),
      [1000, 1500],
    );
  });

  it('is wrong while our reader holds everything up, and until what came meanwhile is read', () => {
    const seen = rightAt([500, 1000, 1500, 2000, 2500, 3000], (clock, at) => {
      if (at === 500) clock.works();
      // The reader is back: block after block comes at once.
      if (at === 2000) {
        clock.waits(1990);
        clock.works();
        clock.waits(1999);
      }
    });
    assert.deepEqual(seen, [2500, 3000]);
  });

  it('is wrong when the process goes on after it was stopped', () => {
    const seen = rightAt([500, 1000, 61_000, 61_500, 62_000], (clock, at) => {
      if (at === 500) clock.waits(0);
    });
    assert.deepEqual(seen, [500, 1000, 61_500, 62_000]);
  });
});
