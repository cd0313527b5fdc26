/** A prober gives up: its RST,ACK after probes in vain, as keepalive/resets.ts takes it. */
import * as E from '../keepalive/exchange-layout';
import * as P from '../keepalive/prober-layout';
import { IDLE_AT_LEAST } from '../tracking/row-layout';
import { i32at } from './octets';
import { exchangeAt, isUnaware, newRest, ownCountOf, restOf, settle } from './prober';

/**
 * The prober's side sends a RST, with its TSval at `timestamps` (0: it has none): its run is over. True where it has given up
 * by that, for the first time. hasRow(rests) must have been said.
 */
export function giveUp(prober: usize, hasAck: bool, timestamps: usize, time: f64, frame: u32): bool {
  const run = load<u32>(prober, P.RUN);
  const latest = load<u32>(prober, P.LATEST);
  const isInVain =
    hasAck &&
    load<u32>(restOf(prober), P.GAVE_UP_FRAME) == 0 &&
    isUnanswered(prober, timestamps, time) &&
    !isTooSoon(latest, run, time);
  const hasProbes = run != 0 && finishRun(prober, latest, run, isInVain ? E.MARK_PINNED : 0);
  settle(prober);
  if (!isInVain || !hasProbes) return false;
  const rest = load<u32>(prober, P.REST) == 0 ? newRest(prober) : restOf(prober);
  store<f64>(rest, time, P.GAVE_UP_TIME);
  store<u32>(rest, frame, P.GAVE_UP_FRAME);
  store<u32>(rest, run, P.GAVE_UP_FIRST);
  store<u32>(rest, latest, P.GAVE_UP_LAST);
  return true;
}

/** Whether nothing has answered the run, as far as the prober knows, which still goes on. */
@inline
function isUnanswered(prober: usize, timestamps: usize, time: f64): bool {
  const flags = <u32>load<u16>(prober, P.PROBER_FLAGS);
  if ((flags & P.PROBER_HAS_GONE_ON) != 0) return false;
  const hasEcho = timestamps != 0 && (flags & P.PROBER_ECHO_KNOWN) != 0;
  if (hasEcho && i32at(timestamps + 4) != load<i32>(prober, P.ECHO)) return false;
  return (flags & P.PROBER_IS_ANSWERED) == 0 || isUnaware(prober, flags, timestamps, time);
}

/** The run has a single probe, and no interval is over since. */
@inline
function isTooSoon(latest: u32, run: u32, time: f64): bool {
  return latest == run && run != 0 && time - load<f64>(exchangeAt(run), E.TIME) < <f64>IDLE_AT_LEAST;
}

/** What waits of the run is final as it is. `mark`: is set in each of its keepalive probes; says whether there are any. */
@inline
function finishRun(prober: usize, latest: u32, run: u32, mark: u32): bool {
  let hasProbes = false;
  for (let id = latest; id != 0; ) {
    const exchange = exchangeAt(id);
    const marks = <u32>load<u8>(exchange, E.FINAL);
    const isProbe = load<u8>(exchange, E.KIND) == E.KEEPALIVE_PROBE;
    if (isProbe) hasProbes = true;
    if ((marks & E.MARK_FINAL) == 0) {
      store<u32>(prober, load<u32>(prober, P.WAITING) - 1, P.WAITING);
      if (isProbe) {
        const count = ownCountOf(prober, <u32>load<u8>(exchange, E.OUTCOME));
        store<u32>(count, load<u32>(count) + 1);
      }
    }
    store<u8>(exchange, <u8>(marks | E.MARK_FINAL | (isProbe ? mark : 0)), E.FINAL);
    id = id == run ? 0 : load<u32>(exchange, E.PREVIOUS);
  }
  return hasProbes;
}
