/** All that belongs to a row. */
import * as R from '../../src/tracking/rows.ts';

/** Of the row at `at`: from where in its page, and how many octets. */
export function areasOf(at: number): readonly (readonly [from: number, octets: number])[] {
  return [
    [at, R.ROW_OCTETS],
    [R.coldOf(at), R.COLD_OCTETS],
    [R.seldomOf(at), R.SELDOM_OCTETS],
    [R.rareOf(at), R.RARE_OCTETS],
  ];
}
