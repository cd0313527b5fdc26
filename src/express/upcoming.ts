/**
 * Reading ahead for frames that come soon. A frame whose connection is in no cache waits for memory several times, one after
 * another: for its slot, its row, and where it ends a silence, for what is cold of the row and for what keepalive/ has of
 * it. These loops do nothing but read, without a branch that depends on what they read: so the waits of many frames are
 * under way at once. What they say is a hint: a row may be another one, or none.
 *
 * usual.ts takes frames by that hint, and asks whether the row's key is the flow's. That is enough as long as nobody replaces or
 * frees a row in between, as only tracking/ does: the words of scopes are passed over, and a flow has one other word.
 */
import {
  AHEAD,
  BEYOND_KEY,
  FLOW_HASHES,
  GROUP,
  IDLE,
  OF_VLAN,
  OWN_PLACES,
  PACKETS,
  QUIET,
  QUIET_OCTETS,
  TIMES,
} from '../capture/frame-layout';
import * as P from '../keepalive/prober-layout';
import { PLACE_OF_SLOT, SLOT_TAG_SHIFT } from '../tracking/index-layout';
import {
  COLD_HALF_OCTETS,
  COLD_HALVES,
  CONNECTION_FLAGS,
  CONNECTION_IPV4,
  ORIGINATOR_HALF,
  PAYLOAD_TIME,
  PROBER,
  RESPONDER_HALF,
  RESUMED_AFTER,
} from '../tracking/row-layout';
import { atPlace, coldOf, probedAtPlace, rareAtPlace } from './areas';
import { tagIn } from './flow';
import { proberAt } from './prober';
import { columns, mask, own, slots } from './state';
import { readPayloads } from './upcoming-payload';

/** What was read, so that it is not optimized away: it says nothing. */
let touched: u32 = 0;

/**
 * Finds where the rows of a group's frames probably are, by the first four slots of their hash. What it notes is as in the words of
 * slots: the place plus one; 0: in none of them.
 */
export function lookUp(from: u32, end: u32): void {
  const last = min<u32>(from + GROUP, end);
  // As locals, or each would be read again for every frame.
  const noted = own;
  const all = columns;
  const words = slots;
  const ones = mask;
  for (let number = from; number < last; number++) {
    const place = <usize>load<u16>(noted + (<usize>number << 1), OWN_PLACES);
    // What is not plain has some hash, too: its slot is as good.
    const hash = load<i32>(all + (place << 2), FLOW_HASHES);
    // Of a VLAN it is the slot of a scope, mostly its own; usual.ts takes none of these.
    const tag = tagIn(hash, (load<u32>(all + (place << 2), PACKETS) & OF_VLAN) != 0);
    const first = load<u32>(words + (<usize>(<u32>hash & ones) << 2));
    const second = load<u32>(words + (<usize>((<u32>hash + 1) & ones) << 2));
    const third = load<u32>(words + (<usize>((<u32>hash + 2) & ones) << 2));
    const fourth = load<u32>(words + (<usize>((<u32>hash + 3) & ones) << 2));
    let word = select<u32>(fourth, 0, fourth >>> SLOT_TAG_SHIFT == tag);
    word = select<u32>(third, word, third >>> SLOT_TAG_SHIFT == tag);
    word = select<u32>(second, word, second >>> SLOT_TAG_SHIFT == tag);
    word = select<u32>(first, word, first >>> SLOT_TAG_SHIFT == tag);
    store<u32>(noted + (<usize>number << 2), word & PLACE_OF_SLOT, AHEAD);
  }
}

/** Reads a number of each cache line of these rows. */
export function touchRows(from: u32, end: u32): void {
  const last = min<u32>(from + GROUP, end);
  const noted = own;
  let read: u32 = 0;
  for (let number = from; number < last; number++) {
    const at = atPlace(placeAhead(noted, number));
    read ^= load<u32>(at) ^ load<u32>(at, RESPONDER_HALF);
  }
  touched ^= read;
}

/** Reads what frames want that end silences: what is cold of their rows, and what their side has as a prober, if it is one. */
export function touchQuiet(from: u32, end: u32): void {
  list(from, end);
  const limit = own + QUIET + quiet * QUIET_OCTETS;
  let read: u32 = 0;
  for (let entry = own + QUIET; entry < limit; entry += QUIET_OCTETS) {
    const cold = coldOf(atPlace(load<u32>(entry)));
    const ofOriginator = load<u32>(cold, COLD_HALVES + PROBER);
    const ofResponder = load<u32>(cold, COLD_HALVES + COLD_HALF_OCTETS + PROBER);
    store<u32>(entry, ofOriginator != 0 ? ofOriginator : ofResponder, 4);
    read ^= load<u32>(cold);
  }
  for (let entry = own + QUIET; entry < limit; entry += QUIET_OCTETS) {
    const id = load<u32>(entry, 4);
    // There is none: what has the first id is as good. What is behind the groups may be memory that nothing is in yet.
    const prober = proberAt(max<u32>(id, 1));
    const probed = select<usize>(probedAtPlace(load<u32>(entry)), prober, id != 0);
    read ^= load<u32>(probed) ^ load<u32>(prober) ^ load<u32>(prober, P.REST);
  }
  for (let number: usize = 0; number < partly; number++)
    read ^= load<u32>(rareAtPlace(load<u32>(own + (number << 2), BEYOND_KEY)));
  touched ^= read ^ readPayloads(own + IDLE, own + IDLE + idle * QUIET_OCTETS);
}

/** Of the frames listed last: how many end a silence, and how many a time without payload. */
let quiet: usize = 0;
let idle: usize = 0;
let partly: usize = 0;

/** Writes the places of the rows of such frames to QUIET and to IDLE; to that those of the frames, too. Their rows are in the cache by now. */
@inline
function list(from: u32, end: u32): void {
  const last = min<u32>(from + GROUP, end);
  const noted = own;
  const all = columns;
  let silences: usize = 0;
  let pauses: usize = 0;
  let others: usize = 0;
  for (let number = from; number < last; number++) {
    const place = placeAhead(noted, number);
    const at = atPlace(place);
    const inBatch = <usize>load<u16>(noted + (<usize>number << 1), OWN_PLACES);
    const time = load<f64>(all + (inBatch << 3), TIMES);
    store<u32>(noted + silences * QUIET_OCTETS, place, QUIET);
    const isSinceOriginator = time - load<f64>(at, ORIGINATOR_HALF) >= <f64>RESUMED_AFTER;
    const isSinceResponder = time - load<f64>(at, RESPONDER_HALF) >= <f64>RESUMED_AFTER;
    silences += usize(isSinceOriginator) & usize(isSinceResponder);
    store<u32>(noted + pauses * QUIET_OCTETS, place, IDLE);
    store<u32>(noted + pauses * QUIET_OCTETS, <u32>inBatch, IDLE + 4);
    pauses += usize(time - load<f64>(at, PAYLOAD_TIME) >= <f64>RESUMED_AFTER);
    store<u32>(noted + (others << 2), place, BEYOND_KEY);
    others += usize((load<u32>(at, CONNECTION_FLAGS) & CONNECTION_IPV4) == 0);
  }
  quiet = silences;
  idle = pauses;
  partly = others;
}

/** Where the row of the frame of this number probably is; where there is none, the first row is as good. */
@inline
function placeAhead(noted: usize, number: u32): u32 {
  return max<u32>(load<u32>(noted + (<usize>number << 2), AHEAD), 1) - 1;
}
