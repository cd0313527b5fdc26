/** What one connection takes of memory, from the code that lays it out. */
import { ROW_OCTETS, SLOT_OCTETS } from '../../src/tracking/row-layout.ts';

export interface ConnectionOctets {
  row: number;
  /** In the index, between a half and a quarter of which is in use. */
  indexLow: number;
  indexHigh: number;
}

export function connectionOctets(): ConnectionOctets {
  // A link to what each side has as a prober lies beside its row.
  return { row: ROW_OCTETS + 8, indexLow: 2 * SLOT_OCTETS, indexHigh: 4 * SLOT_OCTETS };
}
