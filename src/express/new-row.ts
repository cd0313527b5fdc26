/** The row and the slot of a connection that begins, as tracking/rows.ts, key.ts and flow-index.ts give them. */
import { SLOT_TAG_SHIFT, SLOTS_OF, SLOTS_TAKEN } from '../tracking/index-layout';
import {
  ADDRESS,
  CONNECTION_FLAGS,
  CONNECTION_IPV4,
  KEY_ORIGINATOR,
  KEY_ORIGINATOR_PORT,
  LAST_NUMBER,
  NUMBER,
  ORIGINATOR_HALF,
  RESPONDER_HALF,
  ROWS_COUNT,
  ROWS_FREE,
  ROWS_OPENED,
  ROWS_USED,
  SLOTS_USED,
} from '../tracking/row-layout';
import { coldOf, pageOf, placeOf, rareOfHalf, rowAt } from './areas';
import { addressesOf, isMapped, portsOf, scopeAt, tagIn, tagOf, wordAt } from './flow';
import { i32at } from './octets';
import { counts, limit, mask, slots } from './state';

/** No slot has this number; no row. */
const NO_SLOT: u32 = 0xffff_ffff;
export const NO_ROW: u32 = 0xffff_ffff;

/**
 * The row for the flow of the plain packet at `ip`, which has none yet; its key is written, the originator is who
 * sent the packet. NO_ROW, and nothing is written, where room is to be made first, or the flow may be known in another scope.
 */
export function openRow(ip: usize, ipv4: bool, hash: i32, scope: i32): u32 {
  const slot = freeSlot(hash, scope);
  const row = slot == NO_SLOT ? 0 : addRow();
  if (row == 0) return NO_ROW;
  const slotAt = slots + (<usize>slot << 2);
  store<u32>(slotAt, (placeOf(row - 1) + 1) | (tagIn(hash, scope != 0) << SLOT_TAG_SHIFT));
  if (scope != 0) store<i32>(scopeAt(slot), scope);
  // Behind the words.
  store<i32>(slotAt + ((<usize>mask + 1) << 2), hash);
  store<f64>(counts, load<f64>(counts, SLOTS_USED) + 1, SLOTS_USED);
  const at = rowAt(row - 1);
  writeKey(at, row - 1, ip, ipv4);
  return row - 1;
}

/** The slot that is free for the flow; NO_SLOT where the slots are to become more first, or a flow may be known in another scope. */
@inline
function freeSlot(hash: i32, scope: i32): u32 {
  if (SLOTS_OF * (load<f64>(counts, SLOTS_USED) + 1) > SLOTS_TAKEN * (<f64>mask + 1)) return NO_SLOT;
  const tag = tagOf(hash);
  const scoped = tagIn(hash, true);
  let slot = <u32>hash & mask;
  for (let word = wordAt(slot); word != 0; word = wordAt(slot)) {
    const other = word >>> SLOT_TAG_SHIFT;
    if (other == scoped || (scope != 0 && other == tag)) return NO_SLOT;
    slot = (slot + 1) & mask;
  }
  return slot;
}

/** An empty row with the number of its connection, plus one; 0: there is none without making room. */
@inline
function addRow(): u32 {
  const used = load<f64>(counts, ROWS_USED);
  if (used >= limit) return 0;
  let row = <u32>load<f64>(counts, ROWS_FREE);
  if (row != 0) {
    const at = rowAt(row - 1);
    store<f64>(counts, <f64>load<u32>(at), ROWS_FREE);
    store<u32>(at, 0);
  } else {
    row = <u32>load<f64>(counts, ROWS_COUNT) + 1;
    if (pageOf(row - 1) == 0) return 0;
    store<f64>(counts, <f64>row, ROWS_COUNT);
  }
  const opened = load<f64>(counts, ROWS_OPENED);
  store<f64>(counts, used + 1, ROWS_USED);
  store<f64>(counts, opened + 1, ROWS_OPENED);
  store<u32>(coldOf(rowAt(row - 1)), <u32>(<u64>opened % <u64>LAST_NUMBER) + 1, NUMBER);
  return row;
}

@inline
function writeKey(at: usize, row: u32, ip: usize, ipv4: bool): void {
  store<u64>(at, addressesOf(ip, ipv4), KEY_ORIGINATOR);
  store<u32>(at, portsOf(ip, ipv4), KEY_ORIGINATOR_PORT);
  if (ipv4 || (isMapped(ip + 8) && isMapped(ip + 24))) {
    store<u32>(at, CONNECTION_IPV4, CONNECTION_FLAGS);
    return;
  }
  const originator = rareOfHalf(at + ORIGINATOR_HALF, row) + ADDRESS;
  const responder = rareOfHalf(at + RESPONDER_HALF, row) + ADDRESS;
  for (let word: usize = 0; word < 16; word += 4) {
    store<i32>(originator + word, i32at(ip + 8 + word));
    store<i32>(responder + word, i32at(ip + 24 + word));
  }
}
