/** What the host calls; and of batches of frames, those that are ordinary, one after another. */
import { AHEAD, ENDS, FLOW_HASHES, GROUP, OF_VLAN, OWN_PLACES, PACKETS, TIMES } from '../capture/frame-layout';
import { takeBare } from './bare';
import { takeFin } from './ending';
import { found, NOWHERE, rowOf } from './flow';
import { takeSyn, takeSynAck } from './opening';
import { takeOrdinary } from './ordinary';
import { isIpv4 } from './packet';
import { takeReset } from './reset';
import { scopeOf } from './scope';
import { columns, octets, own, parts } from './state';
import { lookUp, touchQuiet, touchRows } from './upcoming';
import { takeUsual } from './usual';

export { glance } from './glance';
export { judge, sumProbes } from './judge';
export { findOpen } from './open';
export { isSteady, step } from './records';
export {
  setBatch,
  setBooks,
  setHeartbeat,
  setIndex,
  setExchanges,
  setProbers,
  setRests,
  setLimits,
  setPayloads,
  setRows,
  setShare,
  setSpans,
  setWaits,
} from './state';

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
    touchRows(0, end);
  }
  // Frames from this one on are looked up from now on. In between somebody has taken a frame, and a flow that was looked up
  // before it may have another row now, or none.
  const sure: u32 = from == 0 ? 0 : ((from + GROUP - 1) & ~(GROUP - 1)) + 2 * GROUP;
  let number = from;
  while (number < end) {
    if ((number & (GROUP - 1)) == 0) {
      lookUp(number + 2 * GROUP, end);
      touchRows(number + GROUP, end);
      touchQuiet(number, end);
    }
    const last = min<u32>((number | (GROUP - 1)) + 1, end);
    while (number < last) {
      if (number >= sure) {
        number = takeUsual(number, last, before);
        if (number == last) break;
      }
      if (!takeNext(number, before, number >= sure)) return number;
      number++;
    }
  }
  return end;
}

/** Takes the chosen frame of this number, if it is ordinary. `isSure`: what was looked up ahead holds. */
@inline
function takeNext(number: u32, before: u32, isSure: bool): bool {
  const place = <usize>load<u16>(own + (<usize>number << 1), OWN_PLACES);
  const column = columns + (place << 2);
  const packet = load<i32>(column, PACKETS);
  if (packet < 0) return false;
  const hash = load<i32>(column, FLOW_HASHES);
  const ip = octets + <usize>(packet & ~OF_VLAN);
  const scope = scopeOf(packet, ip);
  const ipv4 = isIpv4(ip);
  const ahead = isSure ? load<u32>(own + (<usize>number << 2), AHEAD) : 0;
  const row = rowOf(ip, ipv4, hash, scope, ahead);
  const time = load<f64>(columns + (place << 3), TIMES);
  const frame = before + <u32>place + 1;
  if (row == NOWHERE) return takeSyn(ip, ipv4, hash, scope, time, frame);
  const limit = octets + <usize>load<u32>(column, ENDS);
  const at = row & ~1;
  const isBack = (row & 1) != 0;
  if (takeOrdinary(ip, ipv4, limit, at, found, isBack, time, frame)) return true;
  if (takeBare(ip, ipv4, at, found, isBack, time, frame)) return true;
  if (takeFin(ip, ipv4, limit, at, found, isBack, time, frame)) return true;
  if (takeSynAck(ip, ipv4, at, isBack, time, frame)) return true;
  return takeReset(ip, ipv4, at, found, isBack, time, frame);
}
