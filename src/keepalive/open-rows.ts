/** Which connections have anything open that the end of the capture decides: one plain pass over the rows. */
import { CONNECTION_FLAGS, CONNECTION_OPEN, halfOffset, linkOf, PROBER } from '../tracking/rows.ts';
import type { Stores } from './probe-books.ts';
import { WAITING } from './prober-layout.ts';
import type { ProberStore } from './prober-store.ts';

const ORIGINATOR = halfOffset(0);
const RESPONDER = halfOffset(1);

/**
 * The rows of which a probe waits for its answer, or something for its kind: that only a kept watch knows, and without one
 * a side has given up.
 */
export function openRows({ rows, probers }: Stores, isKept: (row: number) => boolean): number[] {
  const open: number[] = [];
  for (let row = 0; row < rows.count; row++) {
    const page = rows.page(row);
    const at = rows.at(row);
    if (
      (page.getUint32(at + CONNECTION_FLAGS, true) & CONNECTION_OPEN && isKept(row)) ||
      waits(probers, page.getUint32(linkOf(at + ORIGINATOR) + PROBER, true)) ||
      waits(probers, page.getUint32(linkOf(at + RESPONDER) + PROBER, true))
    )
      open.push(row);
  }
  return open;
}

function waits(probers: ProberStore, id: number): boolean {
  return id !== 0 && probers.number(id, WAITING) > 0;
}
