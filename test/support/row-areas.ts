/** All that belongs to a row. */
import * as R from '../../src/tracking/rows.ts';

/** Of the row at `at` of a page: from where in it, and how many octets. What a row has seldom it may have in common with others. */
export function areasOf(page: DataView, at: number): readonly (readonly [from: number, octets: number])[] {
  return [
    [at, R.ROW_OCTETS],
    [R.coldOf(at), R.COLD_OCTETS],
    [R.probedOfHalf(at), R.PROBED_OCTETS],
    [R.seldomOf(page, at), R.SELDOM_OCTETS],
    [R.rareOf(at), R.RARE_OCTETS],
  ];
}
