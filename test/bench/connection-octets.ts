/** What one connection takes of memory, from the code that lays it out. */
import { COLD_OCTETS, COLUMN_OCTETS, ROW_OCTETS } from '../../src/tracking/row-layout.ts';

export interface ConnectionOctets {
  row: number;
  /** In the index, between a half and a quarter of which is in use; without a scope. */
  indexLow: number;
  indexHigh: number;
}

export function connectionOctets(): ConnectionOctets {
  // Its places in the areas that every connection uses; what few have is not counted.
  return {
    row: ROW_OCTETS + COLD_OCTETS,
    indexLow: 2 * 2 * COLUMN_OCTETS,
    indexHigh: 4 * 2 * COLUMN_OCTETS,
  };
}
