/** What the host calls; and of batches of frames, those that are ordinary, one after another. */
import { AHEAD, ENDS, FLOW_HASHES, OWN_PLACES, PACKETS, TIMES, UNTIMED } from '../capture/frame-layout';
import { RESPONDER_HALF } from '../tracking/row-layout';
import { takeBare } from './bare';
import { takeFin } from './ending';
import { atPlace } from './areas';
import { firstPlace, found, NOWHERE, rowOf } from './flow';
import { takeSyn, takeSynAck } from './opening';
import { takeOrdinary } from './ordinary';
import { isIpv4 } from './packet';
import { takeReset } from './reset';
import { columns, octets, own, parts } from './state';

export { glance } from './glance';
export { judge, sumProbes } from './judge';
export { findOpen } from './open';
export { isSteady, step } from './records';
export {
  setBatch,
  setHeartbeat,
  setIndex,
  setExchanges,
  setProbers,
  setRests,
  setLimits,
  setPayloads,
  setRows,
  setShare,
} from './state';

/** So many frames at a time rows are touched before they are wanted, and slots before their rows are. A power of two. */
const GROUP: u32 = 16;

/** What was touched, so that it is not optimized away: it says nothing. */
let touched: u32 = 0;

/**
 * Which of the first `count` frames are of this thread's flows, or may be, because they are not plain: their places go to its
 * list. Returns how many.
 */
export function choose(count: u32): u32 {
  let chosen: u32 = 0;
  for (let place: u32 = 0; place < count; place++) {
    const column = columns + (<usize>place << 2);
    store<u16>(own + (<usize>chosen << 1), <u16>place, OWN_PLACES);
    // Not a branch: whose a flow is is as good as chance.
    const kind = (load<u32>(column, PACKETS) >>> 30) << 8;
    chosen += load<u8>(parts + kind + (load<u32>(column, FLOW_HASHES) >>> 24));
  }
  return chosen;
}

/**
 * Takes the chosen frames, from this number on and below `end`, that are ordinary, until one that is not: its number; `end`:
 * there was none. `before`: frames that came before the batch.
 */
export function take(from: u32, end: u32, before: u32): u32 {
  if (from == 0) {
    lookUp(0, end);
    lookUp(GROUP, end);
    touch(0, end);
  }
  for (let number = from; number < end; number++) {
    if ((number & (GROUP - 1)) == 0) {
      lookUp(number + 2 * GROUP, end);
      touch(number + GROUP, end);
    }
    const place = placeOf(number);
    const column = columns + (place << 2);
    const packet = load<i32>(column, PACKETS);
    if (packet < 0 || load<u8>(columns + place, UNTIMED) != 0) return number;
    const hash = load<i32>(column, FLOW_HASHES);
    const ip = octets + packet;
    const ipv4 = isIpv4(ip);
    const row = rowOf(ip, ipv4, hash);
    const time = load<f64>(columns + (place << 3), TIMES);
    const frame = before + <u32>place + 1;
    if (row == NOWHERE) {
      if (takeSyn(ip, ipv4, hash, time, frame)) continue;
      return number;
    }
    const limit = octets + <usize>load<u32>(column, ENDS);
    const at = row & ~1;
    const isBack = (row & 1) != 0;
    if (takeOrdinary(ip, ipv4, limit, at, found, isBack, time, frame)) continue;
    if (takeBare(ip, ipv4, at, found, isBack, time, frame)) continue;
    if (takeFin(ip, ipv4, limit, at, found, isBack, time, frame)) continue;
    if (takeSynAck(ip, ipv4, at, isBack, time, frame)) continue;
    if (!takeReset(ip, ipv4, at, found, isBack, time, frame)) return number;
  }
  return end;
}

@inline
function placeOf(number: u32): usize {
  return <usize>load<u16>(own + (<usize>number << 1), OWN_PLACES);
}

/** Reads the slots of the frames of a group, so that its rows are known when touch() wants them. */
@inline
function lookUp(from: u32, end: u32): void {
  const last = min<u32>(from + GROUP, end);
  for (let number = from; number < last; number++) {
    const column = columns + (placeOf(number) << 2);
    const place = load<i32>(column, PACKETS) >= 0 ? firstPlace(load<i32>(column, FLOW_HASHES)) : 0;
    store<u32>(own + (<usize>number << 2), place, AHEAD);
  }
}

/** Reads a number of each cache line of the group's rows: in a loop this short, all their misses are under way at once. */
@inline
function touch(from: u32, end: u32): void {
  const last = min<u32>(from + GROUP, end);
  let read: u32 = 0;
  for (let number = from; number < last; number++) {
    const place = load<u32>(own + (<usize>number << 2), AHEAD);
    if (place == 0) continue;
    const at = atPlace(place - 1);
    read ^= load<u32>(at) ^ load<u32>(at, RESPONDER_HALF);
  }
  touched ^= read;
}
