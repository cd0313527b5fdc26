/**
 * The first FIN of a side, in order, with or without data, on a connection where no probe waits for an answer. Everything else that
 * ends or closes takes the long way.
 */
import {
  ACKNOWLEDGED,
  CLOSE_IDLE,
  CONNECTION_FIN_AFTER_SILENCE,
  CONNECTION_FLAGS,
  CONNECTION_MINDED,
  CONNECTION_OPEN,
  CONNECTION_RESET,
  FIN_FRAME,
  HALF_ACK_KNOWN,
  HALF_DISCOUNTED,
  HALF_FIN,
  HALF_FLAGS,
  HALF_LAST_WAS_DATA,
  HALF_LEAP,
  HALF_NEXT_FIRM,
  HALF_SEEN,
  HALF_SPOKE,
  HALF_SYN,
  LONGEST_SILENCE,
  NEXT,
  PAYLOAD_TIME,
  RESUMED_AFTER,
  UNPRECEDENTED,
} from '../tracking/row-layout';
import { coldOf, coldOfHalf } from './areas';
import { halfOf, hasSent, lastTime } from './half';
import { i32at } from './octets';
import { BELIEVABLE_JUMP } from './ordinary';
import { ACK, CONTROL, controlWord, FIN, headerOctets, isBare, packetEnd, tcpAt, timestampsOf } from './packet';
import { isTold } from './payload';
import { proberOf, settle } from './prober';
import { SECOND, writeAcknowledged, writeOctets, writePayloadTime, writeSender, writeTimes } from './row-writes';
import { isSentBefore } from './sender-clock';
import { remember, signatureOf } from './signature';
import { writeTraits, writeTtl } from './traits';

/** Of connections whose FIN leaves more, or less. */
const ODD: u32 = CONNECTION_MINDED | CONNECTION_OPEN | CONNECTION_RESET;
/** What every side is that has sent its FIN. */
const ENDED: u32 = HALF_SEEN | HALF_ACK_KNOWN | HALF_SPOKE | HALF_FIN;

/** Whether the plain packet was such a FIN: then the row is up to date. Arguments as those of takeOrdinary(). */
export function takeFin(
  ip: usize,
  ipv4: bool,
  end: usize,
  at: usize,
  row: u32,
  fromResponder: bool,
  time: f64,
  frame: u32,
): bool {
  const tcp = tcpAt(ip, ipv4);
  const word = controlWord(tcp);
  const control = word >>> 16;
  if ((control & CONTROL) != (FIN | ACK)) return false;
  const half = halfOf(at, fromResponder);
  const peer = halfOf(at, !fromResponder);
  const own = <u32>load<u16>(half, HALF_FLAGS);
  const sequence = i32at(tcp + 4);
  if ((own & (HALF_NEXT_FIRM | HALF_FIN)) != HALF_NEXT_FIRM || sequence != load<i32>(half, NEXT)) return false;
  if ((load<u32>(at, CONNECTION_FLAGS) & ODD) != 0) return false;
  const silence = time - lastTime(at);
  const header = headerOctets(control);
  if (!isBare(tcp, header)) return false;
  const length = <i32>(packetEnd(ip, ipv4) - tcp - header);
  const other = <u32>load<u16>(peer, HALF_FLAGS);
  const idle = time - load<f64>(at, PAYLOAD_TIME);
  // Data after a silence leaves more, and so do the response of HTTP/1 and a farewell.
  const payload = tcp + header;
  if (length > 0 && (silence >= <f64>RESUMED_AFTER || isTold(payload, min<usize>(end, payload + length), length)))
    return false;
  // Nobody knows how long there had been no payload.
  if (((own | other) & HALF_SYN) == 0 && !hasSent(half, row) && !hasSent(peer, row)) return false;
  const timestamps = timestampsOf(tcp, header);
  if (isSentBefore(half, own, timestamps)) return false;
  const acknowledgment = i32at(tcp + 8);
  const acknowledged = (own & HALF_ACK_KNOWN) != 0 ? acknowledgment - load<i32>(half, ACKNOWLEDGED) : 1;
  if (acknowledged > BELIEVABLE_JUMP) return false;
  // It may settle what the peer's number is.
  if ((other & HALF_NEXT_FIRM) == 0) return false;
  if (acknowledgment - load<i32>(peer, NEXT) > 0) return false;
  const prober = proberOf(at, fromResponder);
  if (prober != 0) settle(prober);

  const isFirst = load<u32>(coldOfHalf(half), FIN_FRAME) == 0 && load<u32>(coldOfHalf(peer), FIN_FRAME) == 0;
  if (isFirst && length == 0) {
    store<f32>(coldOf(at), <f32>(max<f64>(0, idle) / SECOND), CLOSE_IDLE);
    if (silence >= <f64>RESUMED_AFTER && silence > UNPRECEDENTED * load<f64>(coldOf(at), LONGEST_SILENCE))
      store<u32>(at, load<u32>(at, CONNECTION_FLAGS) | CONNECTION_FIN_AFTER_SILENCE, CONNECTION_FLAGS);
  }
  store<u32>(coldOfHalf(half), frame, FIN_FRAME);
  store<i32>(half, sequence + length + 1, NEXT);
  if (acknowledged > 0) writeAcknowledged(half, peer, acknowledgment);
  if ((own & HALF_SPOKE) == 0) writeTraits(half, ip, ipv4, timestamps);
  else if (silence >= <f64>RESUMED_AFTER) writeTtl(half, ip, ipv4);
  let flags = (own | ENDED) & ~(HALF_LAST_WAS_DATA | HALF_DISCOUNTED | HALF_LEAP);
  if (length > 0) {
    flags |= HALF_LAST_WAS_DATA;
    writeOctets(half, row, length);
  }
  const window = word & 0xffff;
  flags |= writeSender(half, window, timestamps);
  const signature = signatureOf(ip, ipv4, sequence, acknowledgment, control & 0xff, window, length, timestamps);
  remember(half, flags, time, signature);
  writePayloadTime(at, time, idle);
  writeTimes(at, half, time, silence, frame);
  return true;
}
