/** Numbers of connections over shards: unique, in the order of first frames, and exact where nothing was let go of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { type BegunRows, ConnectionOrder } from '../../src/report/connection-order.ts';
import { Arena } from '../../src/tracking/arena.ts';
import { Rows } from '../../src/tracking/rows.ts';

/** A connection that begins in some shard, or an old one there, by place, that is let go of. */
type Turn = { shard: number; evict: number | null };

const turn: fc.Arbitrary<Turn> = fc.record({
  shard: fc.integer({ min: 0, max: 2 }),
  evict: fc.option(fc.integer({ min: 0, max: 20 })),
});

/** Turns at most, and so rows. */
const MOST = 200;

/** Plays the turns; the true number of each connection that is left, by shard and row. */
function play(turns: readonly Turn[], shards: number): { all: BegunRows[]; truth: Map<string, number> } {
  const all = Array.from({ length: shards }, begunRows);
  const truth = new Map<string, number>();
  let opened = 0;
  for (const { shard, evict } of turns) {
    const { rows, firstFrames } = all[shard % shards] ?? begunRows();
    if (evict === null) {
      const row = rows.add();
      firstFrames[row] = 10 * ++opened;
      truth.set(`${shard % shards}/${row}`, opened);
    } else {
      const row = [...rows.inUse()][evict];
      if (row === undefined) continue;
      rows.release(row);
      truth.delete(`${shard % shards}/${row}`);
    }
  }
  return { all, truth };
}

function begunRows(): BegunRows {
  return { rows: new Rows(new Arena()), firstFrames: new Uint32Array(MOST) };
}

function numbersOf(all: readonly BegunRows[]): Map<string, number> {
  const order = new ConnectionOrder(all);
  const ids = [...order.numbers()];
  assert.equal(ids.length, order.count);
  return new Map(ids.map((id) => [`${order.shardOf(id)}/${order.rowOf(id)}`, id]));
}

test('of one shard the numbers are those that the connections had from the beginning', () => {
  fc.assert(
    fc.property(fc.array(turn), (turns) => {
      const { all, truth } = play(turns, 1);
      assert.deepEqual(new Map([...numbersOf(all)].sort()), new Map([...truth].sort()));
    }),
    { seed: 1 },
  );
});

test('of several shards that let nothing go they are exact', () => {
  fc.assert(
    fc.property(fc.array(turn), (turns) => {
      const { all, truth } = play(
        turns.filter(({ evict }) => evict === null),
        3,
      );
      assert.deepEqual(new Map([...numbersOf(all)].sort()), new Map([...truth].sort()));
    }),
    { seed: 1 },
  );
});

test('of several shards that did they are unique, in order, and at most the exact ones', () => {
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 60 }), (turns) => {
      const { all, truth } = play(turns, 3);
      const byNumber = [...numbersOf(all)];
      assert.equal(byNumber.length, truth.size);
      let before = 0;
      let exactBefore = 0;
      for (const [place, number] of byNumber) {
        const exact = truth.get(place) ?? 0;
        assert.ok(number > before && exact > exactBefore && number <= exact);
        before = number;
        exactBefore = exact;
      }
    }),
    { seed: 1 },
  );
});

test('a connection that is not there is not there', () => {
  const begun = begunRows();
  const { rows } = begun;
  rows.add();
  rows.release(rows.add());
  for (const id of [0, 2, 3]) assert.throws(() => new ConnectionOrder([begun]).rowOf(id), RangeError);
});
