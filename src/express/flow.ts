/** The flow of a plain packet: its hash, as wire/flow-hash.ts makes it, and its row, as tracking/flow-index.ts finds it. */
import { PLACE_OF_SLOT, SLOT_SCOPED, SLOT_TAG_SHIFT } from '../tracking/index-layout';
import {
  CONNECTION_FLAGS,
  CONNECTION_IPV4,
  KEY_ORIGINATOR,
  KEY_ORIGINATOR_PORT,
  ADDRESS,
  ORIGINATOR_HALF,
  RESPONDER_HALF,
} from '../tracking/row-layout';
import { atPlace, rareOfHalf, rowAtPlace } from './areas';
import { i32at, u16at } from './octets';
import { tcpAt } from './packet';
import { mask, slots } from './state';

const WORD_1: i32 = 0x27d4eb2f;
const WORD_2: i32 = 0x165667b1;
const FIRST_ROUND: i32 = <i32>0x85ebca6b;
const SECOND_ROUND: i32 = <i32>0xc2b2ae35;
const LAST_ROUND: i32 = <i32>0x9e3779b1;

/** ::ffff:a.b.c.d holds the IPv4 addresses (RFC 4291 §2.5.5.2): its third word. */
const MAPPED: i32 = 0xffff;

/** Row and direction as one: what `rowOf` says where it finds none. */
export const NOWHERE: usize = 0;

@inline
function finish(address: i32, port: u32): i32 {
  const first = address * FIRST_ROUND;
  const hash = (first ^ <i32>(<u32>first >>> 13) ^ <i32>port) * SECOND_ROUND;
  return hash ^ <i32>(<u32>hash >>> 16);
}

@inline
function endpoint(at: usize, port: u32): i32 {
  return finish(i32at(at + 12) ^ (i32at(at + 8) * WORD_2) ^ (i32at(at + 4) * WORD_1) ^ i32at(at), port);
}

/** Of the plain packet at `ip`. */
@inline
export function flowHash(ip: usize, ipv4: bool): i32 {
  const tcp = tcpAt(ip, ipv4);
  const sum = ipv4
    ? finish(i32at(ip + 12) ^ (MAPPED * WORD_2), u16at(tcp)) +
      finish(i32at(ip + 16) ^ (MAPPED * WORD_2), u16at(tcp + 2))
    : endpoint(ip + 8, u16at(tcp)) + endpoint(ip + 24, u16at(tcp + 2));
  const hash = sum * LAST_ROUND;
  return hash ^ <i32>(<u32>hash >>> 15);
}

/** The word of a slot. */
@inline
export function wordAt(slot: u32): u32 {
  return load<u32>(slots + (<usize>slot << 2));
}

/** As in tracking/flow-index.ts, without its place in a word. */
@inline
export function tagOf(hash: i32): u32 {
  return <u32>(hash * <i32>0x85ebca6b) >>> 24;
}

/** The same, with whether it is the slot of a scope. */
@inline
export function tagIn(hash: i32, isScoped: bool): u32 {
  return tagOf(hash) | (isScoped ? <u32>SLOT_SCOPED >>> SLOT_TAG_SHIFT : 0);
}

/** Where the scope of a slot is: behind the words and the hashes. */
@inline
export function scopeAt(slot: u32): usize {
  return slots + ((2 * (<usize>mask + 1) + <usize>slot) << 2);
}

/** The last words of the packet's addresses (the whole of IPv4), as they lie in the key of a row that it opens. */
@inline
export function addressesOf(ip: usize, ipv4: bool): u64 {
  return ipv4 ? load<u64>(ip + 12) : <u64>load<u32>(ip + 20) | (<u64>load<u32>(ip + 36) << 32);
}

/** Its ports, likewise. */
@inline
export function portsOf(ip: usize, ipv4: bool): u32 {
  return load<u32>(tcpAt(ip, ipv4));
}

/** Whether the address of the IPv6 header at `from` is that of the half, but for the last word. */
@inline
function isAddress(from: usize, half: usize, row: u32): bool {
  const address = rareOfHalf(half, row) + ADDRESS;
  return (
    i32at(from + 8) == load<i32>(address, 8) &&
    i32at(from + 4) == load<i32>(address, 4) &&
    i32at(from) == load<i32>(address)
  );
}

/** Whether it is one of IPv4 in the form of IPv6, whatever its last word. */
@inline
export function isMapped(from: usize): bool {
  return i32at(from) == 0 && i32at(from + 4) == 0 && i32at(from + 8) == MAPPED;
}

/** Whether the addresses of the IPv6 packet agree in all that the key leaves out: as hasRest() of tracking/key.ts. */
function hasRest(at: usize, row: u32, ip: usize, isBack: bool): bool {
  const source = ip + 8;
  const destination = ip + 24;
  if ((load<u32>(at, CONNECTION_FLAGS) & CONNECTION_IPV4) != 0) return isMapped(source) && isMapped(destination);
  const originator = at + ORIGINATOR_HALF;
  const responder = at + RESPONDER_HALF;
  return isBack
    ? isAddress(source, responder, row) && isAddress(destination, originator, row)
    : isAddress(source, originator, row) && isAddress(destination, responder, row);
}

/** Whether these addresses and ports are the key of the row at `at`; and whether they are, each the other way round. */
@inline
export function isOnward(at: usize, addresses: u64, ports: u32): bool {
  return ((addresses ^ load<u64>(at, KEY_ORIGINATOR)) | <u64>(ports ^ load<u32>(at, KEY_ORIGINATOR_PORT))) == 0;
}

@inline
export function isReturn(at: usize, addresses: u64, ports: u32): bool {
  const key = rotl<u64>(load<u64>(at, KEY_ORIGINATOR), 32);
  return ((addresses ^ key) | <u64>(ports ^ rotl<u32>(load<u32>(at, KEY_ORIGINATOR_PORT), 16))) == 0;
}

/**
 * Which way the packet with these addresses and ports goes on the connection of the row at `at`, whose number this is: 0
 * from the originator, 1 from the responder; 2: on another.
 */
@inline
function directionIn(at: usize, row: u32, ip: usize, ipv4: bool, addresses: u64, ports: u32): u32 {
  const isBack = !isOnward(at, addresses, ports);
  const returns = isReturn(at, addresses, ports);
  // Not && and ||: which way it goes is as good as chance, and a branch would be mispredicted every other time.
  if (i32(isBack) & i32(!returns)) return 2;
  if (ipv4) return (load<u32>(at, CONNECTION_FLAGS) & CONNECTION_IPV4) == 0 ? 2 : <u32>isBack;
  if (!isBack && hasRest(at, row, ip, false)) return 0;
  return returns && hasRest(at, row, ip, true) ? 1 : 2;
}

/** The number of the row that rowOf() found last. */
export let found: u32 = 0;

/**
 * Where the row of the packet's flow in this scope is, plus one where it comes from the responder; or NOWHERE. `ahead`: the place
 * that was found while reading ahead, plus one; 0: none, or nobody knows whether it still holds.
 */
@inline
export function rowOf(ip: usize, ipv4: bool, hash: i32, scope: i32, ahead: u32): usize {
  const addresses = addressesOf(ip, ipv4);
  const ports = portsOf(ip, ipv4);
  if (i32(ahead != 0) & i32(scope == 0)) {
    const row = rowAtPlace(ahead - 1);
    const at = atPlace(ahead - 1);
    const direction = directionIn(at, row, ip, ipv4, addresses, ports);
    if (direction < 2) {
      found = row;
      return at + direction;
    }
  }
  const tag = tagIn(hash, scope != 0);
  let slot = <u32>hash & mask;
  let word = wordAt(slot);
  while (word != 0) {
    if (word >>> SLOT_TAG_SHIFT == tag && (scope == 0 || load<i32>(scopeAt(slot)) == scope)) {
      const place = (word & PLACE_OF_SLOT) - 1;
      const row = rowAtPlace(place);
      const at = atPlace(place);
      const direction = directionIn(at, row, ip, ipv4, addresses, ports);
      if (direction < 2) {
        found = row;
        return at + direction;
      }
    }
    slot = (slot + 1) & mask;
    word = wordAt(slot);
  }
  return NOWHERE;
}
