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

test('below 1 us, at 73 minutes, and what is no span', () => {
  assert.deepEqual([0, 1, 1023, -5, Number.NaN, -Infinity].map(codeOf), [0, 0, 0, 0, 0, 0]);
  assert.equal(codeOf(1024), 0);
  assert.equal(codeOf(1024 * (1 + 1 / 8)), 1);
  assert.equal(codeOf(74 * 60e9), 255);
  assert.equal(codeOf(Infinity), 255);
});
