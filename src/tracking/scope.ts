/**
 * The same endpoints in another scope: another tenant's flow on another VLAN, or the same flow whose two directions
 * travel in different VLANs, or whose packets were captured before and after a router changed the tag.
 */
import { ACK, type Segment } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import { isForwarded } from './copies.ts';
import * as R from './rows.ts';

/** Within 16 of the largest windows without scaling, ahead or behind: the same conversation, not a random number. */
const PLAUSIBLE = 1 << 20;
/** A router forwards within this; ns. */
const FORWARDED_WITHIN = 1e7;

/** Whether the segment, first of its scope, belongs to `row`, which was opened in another scope. */
export function sameFlowElsewhere(rows: R.Rows, row: number, direction: number, segment: Segment): boolean {
  const page = rows.page(row);
  const at = rows.at(row);
  const half = at + R.halfOffset(direction);
  const peerHalf = at + R.halfOffset(1 - direction);
  const flags = page.getUint16(half + R.HALF_FLAGS, true);
  if (flags & R.HALF_SEEN) return isForwarded(page, half, segment, FORWARDED_WITHIN);
  const peerFlags = page.getUint16(peerHalf + R.HALF_FLAGS, true);
  if ((segment.flags & ACK) === 0 || (peerFlags & (R.HALF_NEXT_FIRM | R.HALF_NEXT_TENTATIVE)) === 0)
    return false;
  const apart = distance(page.getInt32(peerHalf + R.NEXT, true), segment.acknowledgment);
  return Math.abs(apart) < PLAUSIBLE;
}
