/** The acknowledgment that answers the latest keepalive probe of its receiver, in an ordinary way. */
import * as E from '../keepalive/exchange-layout';
import * as P from '../keepalive/prober-layout';
import { CONNECTION_FLAGS, CONNECTION_OPEN, CONNECTION_WATCHED, IDLE_AT_LEAST } from '../tracking/row-layout';
import { i32at, u16at } from './octets';
import { exchangeAt, proberOf, waits } from './prober';

/** As in keepalive/early-answer.ts. */
const STALE: f64 = 4;

/** Of the bare ACK at SND.NXT whose TCP header is at `tcp`: true where it answers a probe and nothing else, and is written. */
@inline
export function takeAnswer(
  tcp: usize,
  timestamps: usize,
  at: usize,
  fromResponder: bool,
  time: f64,
  frame: u32,
): bool {
  const prober = proberOf(at, !fromResponder);
  if (prober == 0 || (load<u32>(at, CONNECTION_FLAGS) & CONNECTION_OPEN) != 0) return false;
  const flags = <u32>load<u16>(prober, P.PROBER_FLAGS);
  const waiting = load<u32>(prober, P.WAITING);
  const run = load<u32>(prober, P.RUN);
  if (waiting == 0 || run == 0 || (flags & P.PROBER_HAS_GONE_ON) != 0) return false;
  const id = load<u32>(prober, P.LATEST);
  const exchange = exchangeAt(id);
  const marks = load<u8>(exchange, E.FINAL);
  if ((marks & E.MARK_FINAL) != 0 || load<u8>(exchange, E.KIND) != E.KEEPALIVE_PROBE) return false;
  if (i32at(tcp + 8) - load<i32>(exchange, E.SEQUENCE) != 1) return false;
  const took = time - load<f64>(exchange, E.TIME);
  const longest = load<f64>(prober, P.LONGEST_RTT);
  // It may be that of a probe that comes after it (early-answer.ts).
  if (took < 0 || (longest > 0 && took > max<f64>(<f64>IDLE_AT_LEAST, STALE * longest))) return false;

  store<u8>(exchange, E.ACKNOWLEDGED_PROBE, E.OUTCOME);
  store<u32>(exchange, frame, E.ANSWER_FRAME);
  store<f64>(exchange, time, E.ANSWER_TIME);
  store<u8>(exchange, marks | E.MARK_FINAL, E.FINAL);
  if (took > longest) store<f64>(prober, took, P.LONGEST_RTT);
  let known = flags | P.PROBER_IS_ANSWERED;
  if (id == run) {
    // As Prober.learnIdle().
    const idle = load<f64>(exchange, E.SINCE_PEER);
    const shortest = (known & P.PROBER_IDLE_KNOWN) != 0 ? load<f64>(prober, P.IDLE) : Infinity;
    if (idle >= <f64>IDLE_AT_LEAST && idle < shortest) {
      known |= P.PROBER_IDLE_KNOWN;
      store<f64>(prober, idle, P.IDLE);
    }
  }
  known = timestamps != 0 ? known | P.PROBER_ANSWER_STAMPED : known & ~P.PROBER_ANSWER_STAMPED;
  store<u16>(prober, <u16>known, P.PROBER_FLAGS);
  store<f64>(prober, time, P.LAST_ANSWER_TIME);
  store<i32>(prober, timestamps != 0 ? i32at(timestamps) : 0, P.LAST_ANSWER_TIMESTAMP);
  store<u16>(prober, <u16>u16at(tcp + 14), P.LAST_ANSWER_WINDOW);
  const count = P.COUNTS + 4 * E.ACKNOWLEDGED_PROBE;
  store<u32>(prober + count, load<u32>(prober + count) + 1);
  store<u32>(prober, waiting - 1, P.WAITING);
  if (waiting == 1 && !waits(proberOf(at, fromResponder)))
    store<u32>(at, load<u32>(at, CONNECTION_FLAGS) & ~CONNECTION_WATCHED, CONNECTION_FLAGS);
  return true;
}
