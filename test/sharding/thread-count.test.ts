/** How many threads there are, and how they read. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { fillsAtOnce, threadsFor } from '../../src/sharding/thread-count.ts';

describe('threads', () => {
  it('are as many as cores, 8 at most, where there is much to read', () => {
    const large = 1024 ** 3;
    assert.deepEqual(
      [1, 2, 3, 8, 64].map((cores) => threadsFor(large, cores)),
      [1, 2, 3, 8, 8],
    );
    assert.equal(threadsFor(1024 ** 2, 8), 1);
  });

  it('read at once where they are two, and there is no third core', () => {
    assert.deepEqual(
      [1, 2, 3, 8].map((threads) => fillsAtOnce(threads, 2)),
      [false, true, false, false],
    );
    assert.deepEqual(
      [1, 2, 3, 8].map((cores) => fillsAtOnce(2, cores)),
      [true, true, false, false],
    );
  });
});
