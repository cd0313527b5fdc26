/**
 * The length of the last payload after a silence, of each side, as 12 bits in the row of its connection. A look at the row,
 * which is in the cache, tells nearly all conversation from what may be one more of the same (the benchmark is 3 % slower
 * where the records of candidates.ts have to tell).
 *
 * Layout of the word PERSISTENCE of a half, without PERSISTENCE_KNOWN: bits 0-11 the side's, bit 12 set where it came last.
 */
import {
  type Direction,
  halfOffset,
  opposite,
  PERSISTENCE,
  PERSISTENCE_KNOWN,
  type Rows,
} from '../tracking/rows.ts';

const LENGTH = 0x0fff;
const LAST = 0x1000;

/**
 * Remembers the length; 0: what came is no heartbeat. Returns whether what came before it can matter: the same side sent as
 * much after the silence before, or the other side came between, or nobody can tell.
 */
export function rememberLength(rows: Rows, row: number, direction: Direction, length: number): boolean {
  const page = rows.page(row);
  const at = rows.at(row) + PERSISTENCE;
  if ((page.getUint16(at + halfOffset(1), true) & PERSISTENCE_KNOWN) !== 0) return true;
  const own = at + halfOffset(direction);
  const peer = at + halfOffset(opposite(direction));
  const peerWord = page.getUint16(peer, true);
  const bits = length === 0 ? 0 : 1 + (length % LENGTH);
  const isAlike = bits !== 0 && (page.getUint16(own, true) & LENGTH) === bits;
  page.setUint16(own, bits | LAST, true);
  page.setUint16(peer, peerWord & ~LAST, true);
  return isAlike || (peerWord & LAST) !== 0;
}
