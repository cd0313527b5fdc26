/**
 * The SYN that opens a connection and the SYN,ACK that answers it, without data, whatever their options but SACK. What
 * repeats one of them, crosses one, or takes the ports of a connection that is known goes the long way.
 */
import {
  CONNECTION_OPEN,
  CONNECTION_FLAGS,
  CONNECTION_MINDED,
  CONNECTION_RESETS,
  FIRST_FRAME,
  FIRST_TIME,
  HALF_ACK_KNOWN,
  HALF_FLAGS,
  HALF_NEXT_FIRM,
  HALF_SEEN,
  HALF_SYN,
  HALF_TIME,
  INITIAL,
  NEXT,
  ORIGINATOR_HALF,
  PAYLOAD_TIME,
} from '../tracking/row-layout';
import { coldOf, coldOfHalf, rowAt } from './areas';
import { NO_ROW, openRow } from './new-row';
import { halfOf, lastTime } from './half';
import { i32at } from './octets';
import { ACK, CONTROL, controlWord, headerOctets, packetEnd, SYN, tcpAt } from './packet';
import { writeAcknowledged, writePayloadTime, writeSender, writeTimes } from './row-writes';
import { remember, signatureOf } from './signature';
import { timestampsAmong, WITH_SACK } from './tcp-options';
import { writeTraits } from './traits';

/** Of every side that has sent its SYN. */
const OPENED: u32 = HALF_SEEN | HALF_NEXT_FIRM | HALF_SYN;

/** Whether the plain packet at `ip`, of a flow with this hash and scope that has no row, was such a SYN: then it has one. */
export function takeSyn(ip: usize, ipv4: bool, hash: i32, scope: i32, time: f64, frame: u32): bool {
  const tcp = tcpAt(ip, ipv4);
  if (((controlWord(tcp) >>> 16) & CONTROL) != SYN) return false;
  const timestamps = timestampsWithoutData(ip, ipv4, tcp);
  if (timestamps == WITH_SACK) return false;
  const row = openRow(ip, ipv4, hash, scope);
  if (row == NO_ROW) return false;
  const at = rowAt(row);
  const cold = coldOf(at);
  store<u32>(cold, frame, FIRST_FRAME);
  store<f64>(cold, time, FIRST_TIME);
  store<f64>(at, time, PAYLOAD_TIME);
  store<f64>(at + ORIGINATOR_HALF, time, HALF_TIME);
  writeSyn(ip, ipv4, at, at + ORIGINATOR_HALF, timestamps, time, frame, OPENED);
  return true;
}

/** Whether the plain packet was such a SYN,ACK: then the row is up to date. Arguments as those of takeOrdinary(). */
export function takeSynAck(ip: usize, ipv4: bool, at: usize, fromResponder: bool, time: f64, frame: u32): bool {
  const tcp = tcpAt(ip, ipv4);
  if (((controlWord(tcp) >>> 16) & CONTROL) != (SYN | ACK)) return false;
  const half = halfOf(at, fromResponder);
  const peer = halfOf(at, !fromResponder);
  if (load<u16>(half, HALF_FLAGS) != 0 || (load<u16>(peer, HALF_FLAGS) & OPENED) != OPENED) return false;
  if ((load<u32>(at, CONNECTION_FLAGS) & (CONNECTION_MINDED | CONNECTION_OPEN)) != 0) return false;
  const acknowledgment = i32at(tcp + 8);
  // An older one belongs to another connection, and what was not captured is beyond.
  if (acknowledgment - load<i32>(coldOfHalf(peer), INITIAL) <= 0 || acknowledgment - load<i32>(peer, NEXT) > 0) return false;
  const timestamps = timestampsWithoutData(ip, ipv4, tcp);
  if (timestamps == WITH_SACK) return false;
  writeAcknowledged(half, peer, acknowledgment);
  writeSyn(ip, ipv4, at, half, timestamps, time, frame, OPENED | HALF_ACK_KNOWN);
  return true;
}

/** Where the timestamps of the packet lie, if it has any; WITH_SACK where it has data or SACK blocks. */
@inline
function timestampsWithoutData(ip: usize, ipv4: bool, tcp: usize): usize {
  const header = headerOctets(controlWord(tcp) >>> 16);
  return packetEnd(ip, ipv4) == tcp + header ? timestampsAmong(tcp, header) : WITH_SACK;
}

/** `known`: flags of the half from now on, without those that writeSender() gives. */
function writeSyn(
  ip: usize,
  ipv4: bool,
  at: usize,
  half: usize,
  timestamps: usize,
  time: f64,
  frame: u32,
  known: u32,
): void {
  const tcp = tcpAt(ip, ipv4);
  const sequence = i32at(tcp + 4);
  store<i32>(coldOfHalf(half), sequence, INITIAL);
  store<i32>(half, sequence + 1, NEXT);
  // A RST before it was about an older connection of the flow.
  store<u32>(at, load<u32>(at, CONNECTION_FLAGS) & ~CONNECTION_RESETS, CONNECTION_FLAGS);
  writeTraits(half, ip, ipv4, timestamps);
  const word = controlWord(tcp);
  const window = word & 0xffff;
  const flags = known | writeSender(half, window, timestamps);
  const signature = signatureOf(ip, ipv4, sequence, i32at(tcp + 8), (word >>> 16) & 0xff, window, 0, timestamps);
  remember(half, flags, time, signature);
  writePayloadTime(at, time, time - load<f64>(at, PAYLOAD_TIME));
  writeTimes(at, half, time, time - lastTime(at), frame);
}
