/** What one connection takes of memory, from the code that lays it out. */
import { COLUMN_OCTETS, SLOTS_OF, SLOTS_TAKEN } from '../../src/tracking/index-layout.ts';
import { COLD_OCTETS, ROW_OCTETS } from '../../src/tracking/row-layout.ts';

export interface ConnectionOctets {
  row: number;
  /** In the index, as much of which is in use as may be at the most, or half of that; without a scope. */
  indexLow: number;
  indexHigh: number;
}

export function connectionOctets(): ConnectionOctets {
  const slot = 2 * COLUMN_OCTETS;
  // Its places in the areas that every connection uses; what few have is not counted.
  return {
    row: ROW_OCTETS + COLD_OCTETS,
    indexLow: Math.round((slot * SLOTS_OF) / SLOTS_TAKEN),
    indexHigh: Math.round((2 * slot * SLOTS_OF) / SLOTS_TAKEN),
  };
}
