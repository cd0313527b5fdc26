/** Batches of frames: a glance at all of them, and then those that are ordinary, one after another. */
import {
  AHEAD,
  ENDS,
  FLOW_HASHES,
  LINK_TYPES,
  ORIGINAL_LENGTHS,
  PACKETS,
  STARTS,
  TIMES,
  UNTIMED,
} from '../capture/frame-layout';
import { KEY_SCOPE, LONGEST_SILENCE, ORIGINATOR_HALF, RESPONDER_HALF, SIGNATURES } from '../tracking/row-layout';
import { firstRow, flowHash, found, NOWHERE, rowAt, rowOf } from './flow';
import { takeBare } from './bare';
import { takeOrdinary } from './ordinary';
import { isIpv4, plainPacket } from './packet';
import { columns, octets, parts } from './state';

export { setBatch, setHeartbeat, setIndex, setKeepalive, setLimits, setTables } from './state';

/** How many frames ahead slots are looked up, and rows are touched. */
const SLOTS_AHEAD: u32 = 16;
const ROWS_AHEAD: u32 = 8;

/** What was touched, so that it is not optimized away: it says nothing. */
let touched: u32 = 0;

/** Writes of each of the first `count` frames where its packet begins, and the hash of its flow, if it is plain. */
export function glance(count: u32): void {
  for (let place: u32 = 0; place < count; place++) {
    const column = columns + (<usize>place << 2);
    const start = <usize>load<u32>(column, STARTS);
    const at = octets + start;
    const end = octets + <usize>load<u32>(column, ENDS);
    const before = plainPacket(load<i32>(column, LINK_TYPES), at, end, load<u32>(column, ORIGINAL_LENGTHS));
    store<i32>(column, before < 0 ? -1 : <i32>start + before, PACKETS);
    if (before >= 0) store<i32>(column, flowHash(at + before), FLOW_HASHES);
  }
}

/**
 * Takes the frames from place `from` on that are ordinary, and passes over those of other threads, until one that is
 * neither: its place; `count`: there was none. `before`: frames that came before the batch.
 */
export function take(from: u32, count: u32, before: u32): u32 {
  if (from == 0) for (let place: u32 = 0; place < SLOTS_AHEAD && place < count; place++) lookUp(place);
  for (let place = from; place < count; place++) {
    if (place + SLOTS_AHEAD < count) lookUp(place + SLOTS_AHEAD);
    if (place + ROWS_AHEAD < count) touch(place + ROWS_AHEAD);
    const column = columns + (<usize>place << 2);
    const packet = load<i32>(column, PACKETS);
    if (packet < 0) return place;
    const hash = load<i32>(column, FLOW_HASHES);
    if (load<u8>(parts + (<u32>hash >>> 24)) == 0) continue;
    if (load<u8>(columns + place, UNTIMED) != 0) return place;
    const ip = octets + packet;
    const ipv4 = isIpv4(ip);
    const row = rowOf(ip, ipv4, hash);
    if (row == NOWHERE) return place;
    const end = octets + <usize>load<u32>(column, ENDS);
    const time = load<f64>(columns + (<usize>place << 3), TIMES);
    const fromResponder = (row & 1) != 0;
    const frame = before + place + 1;
    if (takeOrdinary(ip, ipv4, end, row & ~1, found, fromResponder, time, frame)) continue;
    if (!takeBare(ip, ipv4, row & ~1, found, fromResponder, time, frame)) return place;
  }
  return count;
}

/** Reads the slot of the frame: rows ahead are known before they are wanted, and the cache misses of many overlap. */
@inline
function lookUp(place: u32): void {
  const column = columns + (<usize>place << 2);
  const isPlain = load<i32>(column, PACKETS) >= 0;
  store<u32>(column, isPlain ? firstRow(load<i32>(column, FLOW_HASHES)) : 0, AHEAD);
}

/** Reads a number of each cache line that an ordinary segment of the row will want. */
@inline
function touch(place: u32): void {
  const row = load<u32>(columns + (<usize>place << 2), AHEAD);
  if (row == 0) return;
  const at = rowAt(row - 1);
  touched ^=
    load<u32>(at, KEY_SCOPE) ^
    load<u32>(at, LONGEST_SILENCE) ^
    load<u32>(at, ORIGINATOR_HALF) ^
    load<u32>(at, ORIGINATOR_HALF + SIGNATURES) ^
    load<u32>(at, RESPONDER_HALF + SIGNATURES);
}
