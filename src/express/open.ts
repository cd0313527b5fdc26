/** What the end of the capture decides. */
import { IF_KEPT } from '../keepalive/open-rows';
import { CONNECTION_FLAGS, CONNECTION_OPEN } from '../tracking/row-layout';
import { rowAt } from './areas';
import { proberOf, waits } from './prober';

/** Which of the first `count` rows may be open goes to `list` (Uint32), as keepalive/open-rows.ts has it. Returns how many. */
export function findOpen(count: u32, list: usize): u32 {
  let found: u32 = 0;
  for (let row: u32 = 0; row < count; row++) {
    const at = rowAt(row);
    const mayBeKept = (load<u32>(at, CONNECTION_FLAGS) & CONNECTION_OPEN) != 0;
    const isWaiting = waits(proberOf(at, false)) || waits(proberOf(at, true));
    if (!isWaiting && !mayBeKept) continue;
    store<u32>(list + (<usize>found << 2), isWaiting ? row : row | IF_KEPT);
    found++;
  }
  return found;
}
