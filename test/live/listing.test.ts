/** Any part of an order is that part of all rows sorted, whatever is equal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { type ListingOptions, listRows } from '../../src/live/listing.ts';
import type { Rows } from '../../src/tracking/rows.ts';

/** Rows of which nothing but the numbers is looked at; 0: free. */
function rowsOf(numbers: readonly number[]): Rows {
  const page = new DataView(new ArrayBuffer(1024));
  const rows = {
    count: numbers.length,
    numberOf: (row: number) => numbers[row],
    page: () => page,
    at: () => 0,
  };
  return rows as unknown as Rows;
}

test('a part of an order, with the chosen row in it', () => {
  const numbers = fc.array(fc.nat(12), { maxLength: 60 });
  fc.assert(
    fc.property(
      numbers,
      fc.nat(70),
      fc.integer({ min: 1, max: 8 }),
      fc.nat(60),
      (all, from, limit, chosen) => {
        const options: ListingOptions = {
          order: 'first',
          now: 0,
          codeOf: () => null,
          wants: (row) => row % 5 !== 0,
          limit,
          from,
          chosen,
        };
        const sorted = all
          .flatMap((number, row) => (number > 0 && row % 5 !== 0 ? [{ number, row }] : []))
          .sort((one, other) => one.number - other.number || one.row - other.row)
          .map(({ row }) => row);
        const listing = listRows(rowsOf(all), options);
        assert.equal(listing.total, sorted.length);
        assert.equal(listing.place ?? -1, sorted.indexOf(chosen));
        assert.deepEqual(listing.rows, sorted.slice(listing.from, listing.from + limit));
        assert.equal(listing.rows.length, Math.min(limit, sorted.length));
        if (listing.place !== null) assert.ok(listing.rows.includes(chosen));
        else assert.equal(listing.from, Math.min(from, Math.max(0, sorted.length - limit)));
      },
    ),
  );
});
