/** The connections that rested for longest are found by one number of each. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { VERDICT_CODES, type VerdictCode } from '../../src/diagnosis/verdict.ts';
import { SurveyedConnections } from '../../src/report/surveyed-connections.ts';
import type { FinishedShard } from '../../src/sharding/shard.ts';
import { Arena } from '../../src/tracking/arena.ts';
import * as R from '../../src/tracking/rows.ts';

const END = 100e9;
const WANTED: ReadonlySet<VerdictCode> = new Set(['alive', 'reset']);

/** Open connections whose last payload was so many seconds before the end, with their verdicts. */
const connections = fc.array(
  fc.record({ rested: fc.integer({ min: 0, max: 9 }), code: fc.constantFrom('alive', 'reset', 'closed') }),
  { maxLength: 40 },
) as fc.Arbitrary<{ rested: number; code: VerdictCode }[]>;

const rows = new R.Rows(new Arena());

function surveyed(all: readonly { rested: number; code: VerdictCode }[]): SurveyedConnections {
  for (const row of rows.inUse()) rows.release(row);
  rows.counts.opened = 0;
  rows.counts.free = 0;
  rows.counts.count = 0;
  for (const { rested } of all) {
    const row = rows.add();
    rows.page(row).setFloat64(rows.at(row) + R.PAYLOAD_TIME, END - rested * 1e9, true);
  }
  const codes = Uint8Array.from(all, ({ code }) => VERDICT_CODES.indexOf(code));
  const shard = {
    rows,
    surveyed: { codes, notes: new Uint8Array(all.length), firstFrames: new Uint32Array(all.length) },
  };
  return new SurveyedConnections([shard as unknown as FinishedShard], END);
}

test('the idlest come with the longest gap first, and of equal ones with the lower id', () => {
  fc.assert(
    fc.property(connections, fc.integer({ min: 1, max: 12 }), (all, count) => {
      const expected = all
        .map(({ rested, code }, place) => ({ id: place + 1, rested, code }))
        .filter(({ code }) => WANTED.has(code))
        .sort((one, other) => other.rested - one.rested || one.id - other.id)
        .slice(0, count)
        .map(({ id }) => id);
      assert.deepEqual(surveyed(all).idlest(WANTED, count), expected);
    }),
    { seed: 1 },
  );
});
