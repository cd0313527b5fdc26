/** Spans in eight bits, and what the eight bits say of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { codeOf, spanOf } from '../../src/tracking/span-code.ts';

const spans = fc.oneof(
  fc.double({ min: 0, max: 1e13, noNaN: true }),
  fc.integer({ min: 0, max: 50 }).map((shift) => 2 ** shift),
);

test('a longer span never has a lower code, and a code says its shortest span', () => {
  fc.assert(
    fc.property(spans, spans, (one, other) => {
      if (one <= other) assert.ok(codeOf(one) <= codeOf(other));
      const code = codeOf(one);
      assert.ok(code >= 0 && code <= 255);
      assert.equal(codeOf(spanOf(code)), code);
      assert.ok(spanOf(code) <= one);
      if (code > 0 && code < 255) assert.ok(one < spanOf(code) * (1 + 1 / 8));
    }),
    { seed: 1, numRuns: 5000 },
  );
});

test('the first and the last code, and what is no span', () => {
  assert.deepEqual([0, 1, 1151, -5, Number.NaN, -Infinity].map(codeOf), [0, 0, 0, 0, 0, 0]);
  assert.equal(spanOf(1), 1152);
  assert.equal(codeOf(1152), 1);
  const last = 1.875 * 2 ** 41;
  assert.equal(spanOf(255), last);
  assert.deepEqual([last - 1, last, 2 ** 42, Infinity].map(codeOf), [254, 255, 255, 255]);
});
