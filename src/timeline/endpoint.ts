/** One end of a connection. */
import { type Address, addressOf, portOf } from '../tracking/key.ts';
import type { Direction, Rows } from '../tracking/rows.ts';

export interface TimelineEndpoint {
  address: Address;
  port: number;
}

/** The end of the row's connection that sends in `direction`. */
export function endpointOf(rows: Rows, row: number, direction: Direction): TimelineEndpoint {
  const page = rows.page(row);
  const at = rows.at(row);
  return { address: addressOf(page, at, direction), port: portOf(page, at, direction) };
}
