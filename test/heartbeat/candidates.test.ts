/** The candidates of the connections that have one, in the order in which they came to have it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Candidates, type Exchange } from '../../src/heartbeat/candidates.ts';
import { Arena } from '../../src/tracking/arena.ts';
import { Step } from '../../src/tracking/step.ts';
import { Segment } from '../../src/wire/segment.ts';

function begin(candidates: Candidates, row: number, length: number): void {
  const step = new Step();
  step.row = row;
  const segment = new Segment();
  segment.length = length;
  candidates.begin(step, segment);
}

function latest(candidates: Candidates, row: number): Exchange {
  return candidates.latest(row, 0, 0, 0);
}

test('a row that never had one has none, and none is made by asking', () => {
  const candidates = new Candidates(new Arena());
  begin(candidates, 5, 10);
  candidates.interrupt(6);
  candidates.drop(6);
  candidates.forget(6);
  assert.equal(candidates.wasExchange(6, 10, 10), false);
  assert.equal(candidates.previous(6, 0), null);
  assert.equal(candidates.stretches, 0);
  begin(candidates, 6, 20);
  assert.deepEqual([latest(candidates, 5).length, latest(candidates, 6).length], [10, 20]);
});

test('rows of all pages keep theirs apart', () => {
  const candidates = new Candidates(new Arena());
  const rows = [9000, 4095, 4096, 0, 4094, 8999];
  for (const row of rows) begin(candidates, row, row + 1);
  for (const row of rows) assert.equal(latest(candidates, row).length, row + 1);
  candidates.keep(4096, latest(candidates, 4096));
  assert.equal(candidates.previous(4096, 0)?.length, 4097);
  for (const row of rows.filter((row) => row !== 4096)) assert.equal(candidates.previous(row, 0), null);
});

test('the next connection of a row has nothing of the one before', () => {
  const candidates = new Candidates(new Arena());
  begin(candidates, 3, 30);
  candidates.keep(3, latest(candidates, 3));
  candidates.forget(3);
  assert.equal(candidates.previous(3, 0), null);
  assert.equal(candidates.wasExchange(3, 30, 0), false);
});

test('a page has room for one of each of its rows', () => {
  const candidates = new Candidates(new Arena());
  for (let row = 4095; row >= 0; row--) begin(candidates, row, row + 1);
  for (let row = 0; row < 4096; row++) candidates.keep(row, latest(candidates, row));
  for (let row = 0; row < 4096; row++) {
    assert.equal(latest(candidates, row).length, row + 1);
    assert.equal(candidates.previous(row, 0)?.length, row + 1);
  }
});
