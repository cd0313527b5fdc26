/** Where the rows of a page and what belongs to them lie: everything in the page, and no two in the same octets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Arena } from '../../src/tracking/arena.ts';
import * as R from '../../src/tracking/rows.ts';

const ROWS = 1 << R.PAGE_SHIFT;
const MEMORY_PAGE = 4096;

/** From where and how many octets each area of the row is. */
function areasOf(at: number): [from: number, octets: number][] {
  return [
    [at, R.ROW_OCTETS],
    [R.coldOf(at), R.AREA_OF_ROW],
    [R.linkOf(at), 3 * R.LINK_OCTETS],
    [R.seldomOf(at), R.AREA_OF_ROW],
    [R.rareOf(at), R.AREA_OF_ROW],
  ];
}

test('the areas of the rows of a page share no octet, and fill it but for 64 octets of each group', () => {
  const rows = new R.Rows(new Arena());
  for (let row = 0; row < ROWS; row++) rows.add();
  assert.equal(rows.page(0).byteLength, R.PAGE_OCTETS);
  const owners = new Int32Array(R.PAGE_OCTETS).fill(-1);
  for (let row = 0; row < ROWS; row++)
    for (const [from, octets] of areasOf(rows.at(row)))
      for (let octet = from; octet < from + octets; octet++) {
        if (owners[octet] !== -1) assert.fail(`octet ${octet} is of rows ${owners[octet]} and ${row}`);
        owners[octet] = row;
      }
  const free = owners.reduce((sum, owner) => sum + (owner === -1 ? 1 : 0), 0);
  assert.equal(free, 64 * (ROWS >> R.GROUP_SHIFT));
});

test('each half has a place of its own behind that of its connection', () => {
  const at = new R.Rows(new Arena()).at(100);
  for (const areaOf of [R.coldOf, R.seldomOf, R.rareOf])
    assert.deepEqual(
      [0, 1].map((direction) => areaOf(at + R.halfOffset(direction)) - areaOf(at)),
      [R.AREA_OF_ROW / 3, (2 * R.AREA_OF_ROW) / 3],
    );
  assert.equal(R.linkOf(at + R.halfOffset(1)) - R.linkOf(at), 2 * R.LINK_OCTETS);
});

test('what every connection has is in one page of memory, in whole cache lines', () => {
  const rows = new R.Rows(new Arena());
  for (let row = 0; row < ROWS; row++) {
    rows.add();
    const start = rows.page(row).byteOffset;
    const at = rows.at(row);
    const memoryPages = [at, R.coldOf(at), R.linkOf(at)].map((from) =>
      Math.floor((start + from) / MEMORY_PAGE),
    );
    assert.equal(new Set(memoryPages).size, 1, `row ${row}`);
    assert.equal((start + at) % 64, 0, `row ${row}`);
  }
});
