/** What a segment leaves in the row of its connection, as tracking/row-writes.ts and growth.ts write it. */
import {
  ACKNOWLEDGED,
  CONNECTION_FLAGS,
  CONNECTION_LAST_OF_RESPONDER,
  HALF_FLAGS,
  HALF_LEAP,
  HALF_NEXT_TENTATIVE,
  HALF_RESUMED,
  HALF_SPOKE,
  HALF_SYN,
  HALF_TIME,
  HALF_TIMESTAMP_KNOWN,
  HALF_WINDOW_KNOWN,
  HANDSHAKE,
  LAST_FRAME,
  NEXT,
  OCTETS,
  OCTETS_ABOVE,
  PAYLOAD_TIME,
  RESENT_TIMES,
  SEGMENTS,
  TIMESTAMP,
  WINDOW,
} from '../tracking/row-layout';
import { coldOf, isOfResponder, rareOf } from './areas';
import { writeLongestIdle, writeLongestSilence } from './longest';
import { i32at } from './octets';

export const SECOND: f64 = 1_000_000_000;

/** Where CONNECTION_LAST_OF_RESPONDER is. */
const LAST_SIDE_OCTET: usize = CONNECTION_FLAGS + 2;
const LAST_SIDE_BIT: u32 = CONNECTION_LAST_OF_RESPONDER >>> 16;

/** The segment acknowledges more, and nothing that the peer is not known to have sent. */
@inline
export function writeAcknowledged(half: usize, peer: usize, acknowledgment: i32): void {
  store<i32>(half, acknowledgment, ACKNOWLEDGED);
  store<u16>(peer, 0, RESENT_TIMES);
  store<u16>(peer, <u16>(<u32>load<u16>(peer, HALF_FLAGS) & ~HALF_RESUMED), HALF_FLAGS);
}

/** Whether what is acknowledged is another connection's: the peer has sent its SYN and nothing else (tracking/growth.ts). */
@inline
export function isOfOlder(own: u32, peer: u32): bool {
  return (own & HALF_SYN) == 0 && (peer & (HALF_SYN | HALF_SPOKE)) == HALF_SYN;
}

/** SND.NXT of the peer is at least what is acknowledged. */
@inline
export function confirmNext(peer: usize, acknowledgment: i32): void {
  store<i32>(peer, acknowledgment, NEXT);
  store<u16>(peer, <u16>(<u32>load<u16>(peer, HALF_FLAGS) & ~(HALF_NEXT_TENTATIVE | HALF_LEAP)), HALF_FLAGS);
}

/** The originator's first segment after its SYN. `own`: flags of the half before it. */
@inline
export function writeHandshake(half: usize, own: u32, time: f64): void {
  if (isOfResponder(half) || (own & (HALF_SYN | HALF_SPOKE)) != HALF_SYN) return;
  store<f32>(coldOf(half), <f32>((time - load<f64>(half, HALF_TIME)) / SECOND), HANDSHAKE);
}

@inline
export function writeOctets(half: usize, row: u32, length: i32): void {
  const before = load<u32>(half, OCTETS);
  const sum = before + <u32>length;
  store<u32>(half, sum, OCTETS);
  if (sum >= before) return;
  const above = rareOf(row) + (isOfResponder(half) ? 4 : 0);
  store<u32>(above, load<u32>(above, OCTETS_ABOVE) + 1, OCTETS_ABOVE);
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
  // One octet of the flags: the bound above them may just have been written, and reading both at once would wait for that.
  const flags = <u32>load<u8>(at, LAST_SIDE_OCTET) & ~LAST_SIDE_BIT;
  store<u8>(at, <u8>(flags | (isOfResponder(half) ? LAST_SIDE_BIT : 0)), LAST_SIDE_OCTET);
  store<f64>(half, time, HALF_TIME);
  store<u32>(at, load<u32>(at, SEGMENTS) + 1, SEGMENTS);
  store<u32>(at, frame, LAST_FRAME);
  writeLongestSilence(at, silence);
}

/** Of payload, SYN or FIN. `idle`: without any of them before it, ns. */
@inline
export function writePayloadTime(at: usize, time: f64, idle: f64): void {
  writeLongestIdle(at, idle);
  store<f64>(at, time, PAYLOAD_TIME);
}
