/**
 * Bare acknowledgments of nothing new, which a quiet connection has most: a keepalive probe like the ones before it, the
 * answer to it, and what asks and answers nothing. Whatever is not plainly one of these takes the long way, through
 * tracking/tracker.ts and keepalive/observer.ts, which do the same to these.
 */
import {
  ACCEPTED_TIME,
  ACKNOWLEDGED,
  CONNECTION_FLAGS,
  CONNECTION_WATCHED,
  HALF_ACK_KNOWN,
  HALF_DISCOUNTED,
  HALF_FIN,
  HALF_FLAGS,
  HALF_LAST_WAS_DATA,
  HALF_NEXT_FIRM,
  HALF_SEEN,
  HALF_SPOKE,
  HALF_WINDOW_KNOWN,
  IDLE_AT_LEAST,
  NEXT,
  RESUMED_AFTER,
  WINDOW,
} from '../tracking/row-layout';
import { takeAnswer } from './answer';
import { probedOfHalf } from './areas';
import { isCopyOfBare } from './copy';
import { acceptedTime, halfOf, lastTime } from './half';
import { i32at } from './octets';
import { ACK, CONTROL, controlWord, headerOctets, ipIdOf, isBare, packetEnd, sackOf, tcpAt, timestampsOf } from './packet';
import { takeProbe } from './probe';
import { writeSender, writeTimes } from './row-writes';
import { isSentAfter, isSentBefore } from './sender-clock';
import { remember, signatureOf, withSack } from './signature';

const ESTABLISHED: u32 = HALF_SEEN | HALF_NEXT_FIRM | HALF_ACK_KNOWN | HALF_SPOKE | HALF_WINDOW_KNOWN;

/**
 * Whether the plain packet at `ip` was such a one: then the row at `at`, of the number `row`, and what keepalive/ has of
 * it are up to date.
 */
export function takeBare(
  ip: usize,
  ipv4: bool,
  at: usize,
  row: u32,
  fromResponder: bool,
  time: f64,
  frame: u32,
): bool {
  const half = halfOf(at, fromResponder);
  const own = <u32>load<u16>(half, HALF_FLAGS);
  const tcp = tcpAt(ip, ipv4);
  const word = controlWord(tcp);
  const control = word >>> 16;
  if ((control & CONTROL) != ACK || (own & (ESTABLISHED | HALF_FIN)) != ESTABLISHED) return false;
  const header = headerOctets(control);
  if (packetEnd(ip, ipv4) != tcp + header) return false;
  const timestamps = timestampsOf(tcp, header);
  const sack = isBare(tcp, header) ? 0 : sackOf(tcp, header, timestamps);
  // Of a probe, and where something waits for an answer, what the blocks say matters.
  const isWatched = (load<u32>(at, CONNECTION_FLAGS) & CONNECTION_WATCHED) != 0;
  if (!isBare(tcp, header) && (sack == 0 || isWatched)) return false;
  const acknowledgment = i32at(tcp + 8);
  if (acknowledgment != load<i32>(half, ACKNOWLEDGED)) return false;
  const sequence = i32at(tcp + 4);
  const behind = load<i32>(half, NEXT) - sequence;
  const isProbe = behind == 1;
  if (isProbe ? sack != 0 : behind != 0) return false;
  const silence = time - lastTime(at);
  if (silence < 0) return false;
  if (isSentBefore(half, own, timestamps)) return false;
  const window = word & 0xffff;
  const signature = withSack(
    signatureOf(ip, ipv4, sequence, acknowledgment, control & 0xff, window, 0, timestamps),
    sack,
  );
  const ipId = ipIdOf(ip, ipv4);
  const mayRepeat = !isSentAfter(half, own, timestamps);
  if (mayRepeat && isCopyOfBare(at, half, row, isProbe, ipId, timestamps != 0, time, signature)) return false;

  const accepted = acceptedTime(half, row, own);
  let flags = own & ~(HALF_LAST_WAS_DATA | HALF_DISCOUNTED);
  if (isProbe) {
    if (!takeProbe(ip, ipv4, tcp, timestamps, at, row, fromResponder, time, frame)) return false;
    // It does not restart its receiver's idle clock (tracking/discount.ts).
    store<f64>(probedOfHalf(half, row), accepted, ACCEPTED_TIME);
    flags |= HALF_DISCOUNTED;
  } else {
    // It may say something new of its sender's way.
    if (silence >= <f64>RESUMED_AFTER) return false;
    if (isWatched) {
      if (!takeAnswer(tcp, timestamps, at, fromResponder, time, frame)) return false;
    } else if (window == <u32>load<u16>(half, WINDOW) && time - accepted >= <f64>IDLE_AT_LEAST) return false;
  }
  flags |= writeSender(half, window, timestamps);
  remember(half, flags, time, signature);
  writeTimes(at, half, time, silence, frame);
  return true;
}
