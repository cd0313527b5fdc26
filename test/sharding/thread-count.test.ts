/** How many threads there are, and what they leave of the machine. */
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { describe, it } from 'node:test';

import { leavesNoCore, threadsFor } from '../../src/sharding/thread-count.ts';

describe('threads', () => {
  it('are as many as cores, 8 at most, where there is much to read', () => {
    assert.equal(threadsFor(1024 * 1024), 1);
    assert.equal(threadsFor(1024 ** 3), Math.min(8, availableParallelism()));
  });

  it('leave no core where they are two, and there is no third', () => {
    assert.deepEqual([1, 2, 3, 8].map(leavesNoCore), [false, availableParallelism() <= 2, false, false]);
  });
});
