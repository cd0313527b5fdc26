/** What a segment leaves in the row of its connection, as tracking/row-writes.ts and growth.ts write it. */
import {
  ACKNOWLEDGED,
  HALF_FLAGS,
  HALF_RESUMED,
  HALF_SPOKE,
  HALF_SYN,
  HALF_TIME,
  HALF_TIMESTAMP_KNOWN,
  HALF_WINDOW_KNOWN,
  HANDSHAKE,
  LAST_FRAME,
  LAST_TIME,
  LONGEST_IDLE,
  LONGEST_SILENCE,
  OCTETS,
  PAYLOAD_TIME,
  RESENT_TIMES,
  SEGMENTS,
  TIMESTAMP,
  WINDOW,
} from '../tracking/row-layout';
import { coldOf } from './areas';
import { i32at } from './octets';

export const SECOND: f64 = 1_000_000_000;

/** The segment acknowledges more, and nothing that the peer is not known to have sent. */
@inline
export function writeAcknowledged(half: usize, peer: usize, acknowledgment: i32): void {
  store<i32>(half, acknowledgment, ACKNOWLEDGED);
  store<u16>(peer, 0, RESENT_TIMES);
  store<u16>(peer, <u16>(<u32>load<u16>(peer, HALF_FLAGS) & ~HALF_RESUMED), HALF_FLAGS);
}

/** The first segment after the SYN. `own`: flags of the half before it. */
@inline
export function writeHandshake(half: usize, own: u32, time: f64): void {
  if ((own & (HALF_SYN | HALF_SPOKE)) != HALF_SYN) return;
  store<f32>(coldOf(half), <f32>((time - load<f64>(half, HALF_TIME)) / SECOND), HANDSHAKE);
}

@inline
export function writeOctets(half: usize, length: i32): void {
  store<f64>(half, load<f64>(half, OCTETS) + <f64>length, OCTETS);
}

/** What the half keeps of its last segment, with its TSval at `timestamps` (0: none); returns the flags that come with it. */
@inline
export function writeSender(half: usize, window: u32, timestamps: usize): u32 {
  store<u16>(half, <u16>window, WINDOW);
  if (timestamps == 0) return HALF_WINDOW_KNOWN;
  store<i32>(half, i32at(timestamps), TIMESTAMP);
  return HALF_WINDOW_KNOWN | HALF_TIMESTAMP_KNOWN;
}

/** `silence`: without any segment before it, ns. */
@inline
export function writeTimes(at: usize, half: usize, time: f64, silence: f64, frame: u32): void {
  store<f64>(half, time, HALF_TIME);
  store<u32>(at, load<u32>(at, SEGMENTS) + 1, SEGMENTS);
  store<u32>(at, frame, LAST_FRAME);
  store<f64>(at, time, LAST_TIME);
  if (silence > load<f64>(at, LONGEST_SILENCE)) store<f64>(at, silence, LONGEST_SILENCE);
}

/** Of payload, SYN or FIN. `idle`: without any of them before it, ns. */
@inline
export function writePayloadTime(at: usize, time: f64, idle: f64): void {
  if (idle > load<f64>(at, LONGEST_IDLE)) store<f64>(at, idle, LONGEST_IDLE);
  store<f64>(at, time, PAYLOAD_TIME);
}
