/** What the host calls; and of batches of frames, those that are ordinary, one after another. */
import { AHEAD, ENDS, FLOW_HASHES, PACKETS, TIMES, UNTIMED } from '../capture/frame-layout';
import { ORIGINATOR_HALF, RESPONDER_HALF } from '../tracking/row-layout';
import { takeBare } from './bare';
import { takeFin } from './ending';
import { rowAt } from './areas';
import { firstRow, found, NOWHERE, rowOf } from './flow';
import { takeSyn, takeSynAck } from './opening';
import { takeOrdinary } from './ordinary';
import { isIpv4 } from './packet';
import { takeReset } from './reset';
import { columns, octets, parts } from './state';

export { glance } from './glance';
export { isSteady, step } from './records';
export { setBatch, setHeartbeat, setIndex, setKeepalive, setLimits, setRoom, setTables } from './state';

/** So many frames at a time rows are touched before they are wanted, and slots before their rows are. A power of two. */
const GROUP: u32 = 16;

/** What was touched, so that it is not optimized away: it says nothing. */
let touched: u32 = 0;

/**
 * Takes the frames from place `from` on that are ordinary, and passes over those of other threads, until one that is
 * neither: its place; `count`: there was none. `before`: frames that came before the batch.
 */
export function take(from: u32, count: u32, before: u32): u32 {
  if (from == 0) {
    lookUp(0, count);
    lookUp(GROUP, count);
    touch(0, count);
  }
  for (let place = from; place < count; place++) {
    if ((place & (GROUP - 1)) == 0) {
      lookUp(place + 2 * GROUP, count);
      touch(place + GROUP, count);
    }
    const column = columns + (<usize>place << 2);
    const packet = load<i32>(column, PACKETS);
    if (packet < 0) return place;
    const hash = load<i32>(column, FLOW_HASHES);
    if (load<u8>(parts + (<u32>hash >>> 24)) == 0) continue;
    if (load<u8>(columns + place, UNTIMED) != 0) return place;
    const ip = octets + packet;
    const ipv4 = isIpv4(ip);
    const row = rowOf(ip, ipv4, hash);
    const time = load<f64>(columns + (<usize>place << 3), TIMES);
    const frame = before + place + 1;
    if (row == NOWHERE) {
      if (takeSyn(ip, ipv4, hash, time, frame)) continue;
      return place;
    }
    const end = octets + <usize>load<u32>(column, ENDS);
    const at = row & ~1;
    const isBack = (row & 1) != 0;
    if (takeOrdinary(ip, ipv4, end, at, found, isBack, time, frame)) continue;
    if (takeBare(ip, ipv4, at, found, isBack, time, frame)) continue;
    if (takeFin(ip, ipv4, end, at, found, isBack, time, frame)) continue;
    if (takeSynAck(ip, ipv4, at, isBack, time, frame)) continue;
    if (!takeReset(ip, ipv4, at, found, isBack, time, frame)) return place;
  }
  return count;
}

/** Reads the slots of the frames of a group, so that its rows are known when touch() wants them. */
@inline
function lookUp(from: u32, count: u32): void {
  const end = min<u32>(from + GROUP, count);
  for (let place = from; place < end; place++) {
    const column = columns + (<usize>place << 2);
    const hash = load<i32>(column, FLOW_HASHES);
    const isOwn = load<i32>(column, PACKETS) >= 0 && load<u8>(parts + (<u32>hash >>> 24)) != 0;
    store<u32>(column, isOwn ? firstRow(hash) : 0, AHEAD);
  }
}

/** Reads a number of each cache line of the group's rows: in a loop this short, all their misses are under way at once. */
@inline
function touch(from: u32, count: u32): void {
  const end = min<u32>(from + GROUP, count);
  let read: u32 = 0;
  for (let place = from; place < end; place++) {
    const row = load<u32>(columns + (<usize>place << 2), AHEAD);
    if (row == 0) continue;
    const at = rowAt(row - 1);
    read ^= load<u32>(at) ^ load<u32>(at, ORIGINATOR_HALF) ^ load<u32>(at, RESPONDER_HALF);
  }
  touched ^= read;
}
