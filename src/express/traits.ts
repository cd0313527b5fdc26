/** What a side's packets look like, as tracking/traits.ts writes it. */
import { RESET_TTL, TRAITS, TTL } from '../tracking/row-layout';
import { coldOfHalf } from './areas';
import { i32at } from './octets';
import { ipIdOf, ttlOf } from './packet';

/** As in tracking/traits.ts: its IPv4 identification, and its TSecr, are not 0. */
const TRAIT_IP_ID: u32 = 0x01;
const TRAIT_ECHO: u32 = 0x10;
/** And of its first RST: the identification and the window are not 0, there are timestamps. */
const TRAIT_RESET_IP_ID: u32 = 0x02;
const TRAIT_RESET_TIMESTAMPS: u32 = 0x04;
const TRAIT_RESET_WINDOW: u32 = 0x08;

/** Of a segment before the side has finished its handshake, and of the first one after it. `timestamps`: 0, it has none. */
@inline
export function writeTraits(half: usize, ip: usize, ipv4: bool, timestamps: usize): void {
  const hasId = ipIdOf(ip, ipv4) != 0;
  const echoes = timestamps != 0 && i32at(timestamps + 4) != 0;
  writeTtl(half, ip, ipv4);
  store<u8>(coldOfHalf(half), <u8>((hasId ? TRAIT_IP_ID : 0) | (echoes ? TRAIT_ECHO : 0)), TRAITS);
}

@inline
export function writeTtl(half: usize, ip: usize, ipv4: bool): void {
  store<u8>(coldOfHalf(half), <u8>ttlOf(ip, ipv4), TTL);
}

/** Of the first RST of the connection, which met no data behind a FIN. */
@inline
export function writeResetTraits(half: usize, ip: usize, ipv4: bool, timestamps: usize, window: u32): void {
  const cold = coldOfHalf(half);
  let traits = <u32>load<u8>(cold, TRAITS) & (TRAIT_IP_ID | TRAIT_ECHO);
  if (ipIdOf(ip, ipv4) != 0) traits |= TRAIT_RESET_IP_ID;
  if (timestamps != 0) traits |= TRAIT_RESET_TIMESTAMPS;
  if (window != 0) traits |= TRAIT_RESET_WINDOW;
  store<u8>(cold, <u8>traits, TRAITS);
  store<u8>(cold, <u8>ttlOf(ip, ipv4), RESET_TTL);
}
