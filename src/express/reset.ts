/**
 * A RST with the number that comes next, as tracking/control-writes.ts and keepalive/resets.ts take it: its side gives up a
 * run of probes, or had none under way. One that may answer a probe, and whatever else is odd, takes the long way.
 */
import {
  ACKNOWLEDGED,
  CLOSE_IDLE,
  CONNECTION_FLAGS,
  CONNECTION_FOLLOWED,
  CONNECTION_OPEN,
  CONNECTION_RESET,
  CONNECTION_RESET_BY_RESPONDER,
  CONNECTION_RESET_WITH_ACK,
  CONNECTION_RESETS,
  CONNECTION_WATCHED,
  FIN_FRAME,
  HALF_ACK_KNOWN,
  HALF_DISCOUNTED,
  HALF_FIN,
  HALF_FLAGS,
  HALF_LAST_WAS_DATA,
  HALF_NEXT_FIRM,
  HALF_PAST_FIN,
  HALF_SEEN,
  HALF_TIMESTAMP_KNOWN,
  NEXT,
  RESET_FRAME,
  TIMESTAMP,
} from '../tracking/row-layout';
import { coldOf, coldOfHalf, ownSeldomOf } from './areas';
import { isCopyOfBare } from './copy';
import { giveUp } from './give-up';
import { halfOf, lastTime } from './half';
import { i32at } from './octets';
import {
  ACK,
  CONTROL,
  controlWord,
  headerOctets,
  ipIdOf,
  isBare,
  packetEnd,
  RST,
  tcpAt,
  timestampsOf,
} from './packet';
import { hasRow } from './pool';
import { proberOf, waits } from './prober';
import { SECOND, writeTimes } from './row-writes';
import { isSentAfter, isSentBefore } from './sender-clock';
import { remember, signatureOf } from './signature';
import { rests } from './state';
import { writeResetTraits } from './traits';

/** Whether the plain packet was such a RST: then its row is up to date. Arguments as those of takeBare(). */
export function takeReset(
  ip: usize,
  ipv4: bool,
  at: usize,
  row: u32,
  fromResponder: bool,
  time: f64,
  frame: u32,
): bool {
  const tcp = tcpAt(ip, ipv4);
  const word = controlWord(tcp);
  const control = word >>> 16;
  if ((control & CONTROL & ~ACK) != RST) return false;
  const half = halfOf(at, fromResponder);
  const peer = halfOf(at, !fromResponder);
  const own = <u32>load<u16>(half, HALF_FLAGS);
  const sequence = i32at(tcp + 4);
  if ((own & HALF_NEXT_FIRM) == 0 || sequence != load<i32>(half, NEXT)) return false;
  const other = <u32>load<u16>(peer, HALF_FLAGS);
  // The peer is beyond it: it may be out of window.
  if ((other & HALF_ACK_KNOWN) != 0 && sequence - load<i32>(peer, ACKNOWLEDGED) < 0) return false;
  const connection = load<u32>(at, CONNECTION_FLAGS);
  if ((connection & (CONNECTION_FOLLOWED | CONNECTION_OPEN)) != 0) return false;
  if (!hasRow(rests)) return false;
  // It may answer a probe.
  if (waits(proberOf(at, !fromResponder))) return false;
  const silence = time - lastTime(at);
  const header = headerOctets(control);
  if (silence < 0 || !isBare(tcp, header) || packetEnd(ip, ipv4) != tcp + header) return false;
  const timestamps = timestampsOf(tcp, header);
  if (isSentBefore(half, own, timestamps)) return false;
  const isFirst = (connection & CONNECTION_RESET) == 0;
  // Data may have met the closed end.
  if (isFirst && hasEnded(half) && !hasEnded(peer)) return false;
  const window = word & 0xffff;
  const acknowledgment = i32at(tcp + 8);
  const signature = signatureOf(ip, ipv4, sequence, acknowledgment, control & 0xff, window, 0, timestamps);
  const ipId = ipIdOf(ip, ipv4);
  const mayRepeat = !isSentAfter(half, own, timestamps);
  if (mayRepeat && isCopyOfBare(at, half, row, false, ipId, timestamps != 0, time, signature)) return false;

  const hasAck = (control & ACK) != 0;
  let reset = connection & ~CONNECTION_WATCHED;
  if (isFirst) {
    writeResetTraits(half, ip, ipv4, timestamps, window);
    if (!hasEnded(half) && !hasEnded(peer)) store<f32>(coldOf(at), <f32>(silence / SECOND), CLOSE_IDLE);
    store<u32>(ownSeldomOf(at, row), frame, RESET_FRAME);
    reset = (reset & ~CONNECTION_RESETS) | CONNECTION_RESET;
    if (fromResponder) reset |= CONNECTION_RESET_BY_RESPONDER;
    if (hasAck) reset |= CONNECTION_RESET_WITH_ACK;
  }
  const prober = proberOf(at, fromResponder);
  if (prober != 0 && giveUp(prober, hasAck, timestamps, time, frame)) reset |= CONNECTION_OPEN;
  store<u32>(at, reset, CONNECTION_FLAGS);
  let flags = (own | HALF_SEEN) & ~(HALF_LAST_WAS_DATA | HALF_DISCOUNTED);
  if ((own & HALF_FIN) != 0) flags |= HALF_PAST_FIN;
  // The window of a RST means nothing.
  if (timestamps != 0) {
    flags |= HALF_TIMESTAMP_KNOWN;
    store<i32>(half, i32at(timestamps), TIMESTAMP);
  }
  remember(half, flags, time, signature);
  writeTimes(at, half, time, silence, frame);
  return true;
}

@inline
function hasEnded(half: usize): bool {
  return load<u32>(coldOfHalf(half), FIN_FRAME) != 0;
}
