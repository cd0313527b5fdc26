/** Where the rows of a page and what belongs to them lie: everything in the page, and no two in the same octets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Arena } from '../../src/tracking/arena.ts';
import { PLACE_OF_SLOT } from '../../src/tracking/index-layout.ts';
import * as R from '../../src/tracking/rows.ts';
import { areasOf } from '../support/row-areas.ts';

const ROWS = R.PAGE_ROWS;
const MEMORY_PAGE = 4096;

test('the areas of the rows of a page share no octet, and fill it but for 96 octets of each group and 4 KiB', () => {
  const rows = new R.Rows(new Arena());
  const page = filled(rows);
  assert.equal(page.byteLength, R.PAGE_OCTETS);
  const owners = new Int32Array(R.PAGE_OCTETS).fill(-1);
  for (let row = 0; row < ROWS; row++) R.ownSeldomOf(page, rows.at(row));
  for (let row = 0; row < ROWS; row++)
    for (const [from, octets] of areasOf(page, rows.at(row)))
      for (let octet = from; octet < from + octets; octet++) {
        if (owners[octet] !== -1) assert.fail(`octet ${octet} is of rows ${owners[octet]} and ${row}`);
        owners[octet] = row;
      }
  const free = owners.reduce((sum, owner) => sum + (owner === -1 ? 1 : 0), 0);
  // And what all have that have nothing seldom, which ends with a page of memory.
  assert.equal(free, (96 * ROWS) / R.GROUP_ROWS + MEMORY_PAGE);
  const count = owners.subarray(R.SELDOM_NUMBERED, R.SELDOM_NUMBERED + 4);
  assert.deepEqual([...count], [-1, -1, -1, -1]);
});

test('what few connections have lies in the order in which they came to have it, and stays with the row', () => {
  const rows = new R.Rows(new Arena());
  const page = filled(rows);
  const [first, second, third] = [rows.at(2000), rows.at(3), rows.at(1000)];
  const seldom = [first, second, third].map((at) => {
    assert.equal(R.seldomOf(page, at), R.SELDOM);
    return R.ownSeldomOf(page, at);
  });
  assert.deepEqual(
    seldom,
    [1, 2, 3].map((number) => R.SELDOM + number * R.SELDOM_OCTETS),
  );
  for (const at of [second, first, third]) assert.equal(R.ownSeldomOf(page, at), R.seldomOf(page, at));
  page.setUint32(R.ownSeldomOf(page, second) + R.RESET_FRAME, 7, true);
  assert.equal(page.getUint32(R.seldomOf(page, first) + R.RESET_FRAME, true), 0);
  rows.release(3);
  assert.equal(rows.add(), 3);
  assert.equal(R.seldomOf(page, second), seldom[1]);
  assert.equal(page.getUint32(R.seldomOf(page, second) + R.RESET_FRAME, true), 0);
  assert.equal(R.ownSeldomOf(page, rows.at(4)), R.SELDOM + 4 * R.SELDOM_OCTETS);
});

test('as many as a page has rows have a number, in two octets', () => {
  const rows = new R.Rows(new Arena());
  const page = filled(rows);
  for (let row = 0; row < ROWS; row++) R.ownSeldomOf(page, rows.at(row));
  assert.equal(R.seldomOf(page, rows.at(0)), R.SELDOM + R.SELDOM_OCTETS);
  assert.equal(R.seldomOf(page, rows.at(ROWS - 1)), R.SELDOM + ROWS * R.SELDOM_OCTETS);
  assert.ok(R.SELDOM + (ROWS + 1) * R.SELDOM_OCTETS <= R.RARE);
});

test('places tell rows, and all of them fit into a word of the index', () => {
  for (const row of [0, 19, 20, 39, 40, 2559, 2560, 5119, 5120, R.MOST_ROWS - 1])
    assert.equal(R.rowAtPlace(R.placeOf(row)), row);
  assert.deepEqual([19, 20, 2559, 2560].map(R.placeOf), [19, 32, 4083, 4096]);
  assert.ok(R.placeOf(R.MOST_ROWS - 1) + 1 <= PLACE_OF_SLOT);
});

test('each half has places of its own behind those of its connection, which end with the last one', () => {
  const rows = new R.Rows(new Arena());
  const page = filled(rows);
  const at = rows.at(100);
  const halves = [at + R.halfOffset(0), at + R.halfOffset(1)];
  const places = (placeOf: (half: number) => number, area: number): number[] =>
    halves.map((half) => placeOf(half) - area);
  assert.deepEqual(places(R.coldOfHalf, R.coldOf(at)), [40, 56]);
  assert.equal(56 + R.COLD_HALF_OCTETS, R.COLD_OCTETS);
  assert.deepEqual(places(R.probedOfHalf, R.probedOfHalf(at)), [0, 8]);
  assert.equal(8 + R.PROBED_HALF_OCTETS, R.PROBED_OCTETS);
  assert.deepEqual(
    places((half) => R.seldomOfHalf(page, half), R.seldomOf(page, at)),
    [8, 20],
  );
  assert.equal(20 + R.SELDOM_HALF_OCTETS, R.SELDOM_OCTETS);
  assert.deepEqual(places(R.rareOfHalf, R.rareOf(at)), [32, 48]);
  assert.equal(48 + R.RARE_HALF_OCTETS, R.RARE_OCTETS);
});

test('what every connection has is in one page of memory, at most 200 octets, its row in whole cache lines', () => {
  const rows = new R.Rows(new Arena());
  for (let row = 0; row < 2 * ROWS; row++) {
    rows.add();
    const start = rows.page(row).byteOffset;
    const at = rows.at(row);
    const ends = [at, R.coldOf(at), R.coldOf(at) + R.COLD_OCTETS - 1];
    assert.equal(new Set(ends.map((end) => Math.floor((start + end) / MEMORY_PAGE))).size, 1, `row ${row}`);
    assert.equal((start + at) % R.ROW_OCTETS, 0, `row ${row}`);
  }
  assert.equal(R.ROW_OCTETS, 2 * 64);
  assert.equal(R.SIGNATURES + 4 * 4, R.RESPONDER_HALF - R.ORIGINATOR_HALF);
  assert.ok(R.ROW_OCTETS + R.COLD_OCTETS <= 200);
});

/** Its first page, all of whose rows are in use. */
function filled(rows: R.Rows): DataView {
  for (let row = 0; row < ROWS; row++) rows.add();
  return rows.page(0);
}
