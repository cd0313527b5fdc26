/** The rows of probers and their rests: nothing of a prober is left to the next one, and what has no rest reads zeros. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { countOutcome, outcomeCount } from '../../src/keepalive/outcome-counts.ts';
import * as P from '../../src/keepalive/prober-layout.ts';
import { ProberRow } from '../../src/keepalive/prober-row.ts';
import { ProberStore } from '../../src/keepalive/prober-store.ts';
import { Arena } from '../../src/tracking/arena.ts';

const OUTCOMES = [0, 1, 2, 3, 4, 5];

/** One that gave up, left probes out, and has one, two, ... of each outcome. */
function fill(row: ProberRow): void {
  row.gaveUpTime = 3e9;
  row.setRest(P.GAVE_UP_FRAME, 7);
  row.addRest(P.OMITTED, 9);
  for (const outcome of OUTCOMES)
    for (let times = 0; times <= outcome; times++) countOutcome(row, outcome, 1);
}

function restOf(store: ProberStore, rest: number): number[] {
  const { byteOffset, buffer } = store.rests.page(rest);
  return [...new Uint8Array(buffer, byteOffset + store.rests.at(rest), P.REST_OCTETS)];
}

const ZEROS: number[] = Array.from({ length: P.REST_OCTETS }, () => 0);

test('what a prober has of either is its own', () => {
  const store = new ProberStore(new Arena());
  const [plain, first, second] = [store.add(), store.add(), store.add()];
  fill(new ProberRow(store, first));
  new ProberRow(store, second).setRest(P.TAIL, 5);
  assert.deepEqual(
    OUTCOMES.map((outcome) => outcomeCount(store, first, outcome)),
    [1, 2, 3, 4, 5, 6],
  );
  assert.equal(new ProberRow(store, first).gaveUpTime, 3e9);
  assert.equal(store.numberOfRest(first, P.GAVE_UP_FRAME), 7);
  assert.equal(store.numberOfRest(second, P.GAVE_UP_FRAME), 0);
  assert.equal(store.numberOfRest(second, P.TAIL), 5);
  assert.equal(store.numberOfRest(plain, P.TAIL), 0);
  assert.equal(store.number(plain, P.REST), 0);
});

test('a prober that comes after another one has nothing of it', () => {
  const store = new ProberStore(new Arena());
  const before = store.add();
  fill(new ProberRow(store, before));
  const rest = store.ownRest(before);
  store.release(before);
  const next = store.add();
  assert.equal(next, before);
  assert.deepEqual(
    OUTCOMES.map((outcome) => outcomeCount(store, next, outcome)),
    [0, 0, 0, 0, 0, 0],
  );
  assert.equal(store.ownRest(next), rest);
  assert.deepEqual(restOf(store, rest), ZEROS);
});

test('nothing is written to the rest of those that have none', () => {
  const store = new ProberStore(new Arena());
  for (let number = 0; number < 5000; number++) fill(new ProberRow(store, store.add()));
  assert.deepEqual(restOf(store, 0), ZEROS);
  assert.equal(store.rests.count, 5001);
  assert.ok(store.rests.pages.count > 1);
});
