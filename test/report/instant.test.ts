/** Points in time as --since and --until take them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isPointInTime, parseInstant, resolveInstant } from '../../src/report/instant.ts';

const FIRST = '2026-01-31T23:50:00.000000000Z';
const LAST = '2026-02-01T00:30:00.000000000Z';

const RESOLVED: readonly [text: string, instant: string][] = [
  ['2026-01-31T23:55:00Z', '2026-01-31T23:55:00Z'],
  ['2026-01-31 23:55', '2026-01-31T23:55:00Z'],
  ['2026-02-01', '2026-02-01T00:00:00Z'],
  ['2026-02-01T01:55:00+02:00', '2026-01-31T23:55:00Z'],
  ['23:55', '2026-01-31T23:55:00Z'],
  ['23:55:01.5', '2026-01-31T23:55:01.500Z'],
  ['00:10', '2026-02-01T00:10:00Z'],
  ['12:00', '2026-01-31T12:00:00Z'],
  ['+90s', '2026-01-31T23:51:30Z'],
  ['+90', '2026-01-31T23:51:30Z'],
  ['+1m30s', '2026-01-31T23:51:30Z'],
  ['+1.5min', '2026-01-31T23:51:30Z'],
  ['+250ms', '2026-01-31T23:50:00.250Z'],
];

for (const [text, instant] of RESOLVED) {
  test(`${text} means ${instant} in a capture that runs over midnight`, () => {
    const span = { first: parseInstant(FIRST) ?? 0n, last: parseInstant(LAST) ?? 0n };
    assert.equal(resolveInstant(text, span), parseInstant(instant));
    assert.equal(isPointInTime(text), true);
  });
}

test('nanoseconds are exact', () => {
  assert.equal(parseInstant('2026-01-31T23:50:00.123456789Z'), 1_769_903_400_123_456_789n);
});

for (const text of [
  '',
  'yesterday',
  '25:00',
  '12:60',
  '2026-02-30',
  '2026-13-01T00:00Z',
  '+',
  '+90x',
  '-90s',
  '12',
]) {
  test(`"${text}" is no point in time`, () => assert.equal(isPointInTime(text), false));
}
