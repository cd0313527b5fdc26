/** The scope of a packet: 0, or that of the VLAN whose tag is before it, as wire/scope.ts folds it in. */
import { OF_VLAN } from '../capture/frame-layout';
import { ETHERNET, ETHERNET_HEADER } from './packet';
import { u16at } from './octets';

const ID: u32 = 0x0fff;
/** As in wire/scope.ts. */
const VLAN_ID: i32 = 0x1000000;

/** OF_VLAN, if the plain packet at `ip` of the frame that begins at `start` has one; 0: it has none. */
@inline
export function vlanBit(linkType: i32, start: usize, ip: usize): u32 {
  if (linkType != ETHERNET || ip == start + ETHERNET_HEADER) return 0;
  return idOf(ip) == 0 ? 0 : OF_VLAN;
}

/** `packet`: of the column PACKETS, of a packet that begins at `ip`. */
@inline
export function scopeOf(packet: u32, ip: usize): i32 {
  return (packet & OF_VLAN) == 0 ? 0 : fold(VLAN_ID | <i32>idOf(ip));
}

@inline
function idOf(ip: usize): u32 {
  return u16at(ip - 4) & ID;
}

function fold(value: i32): i32 {
  let mixed = value * <i32>0x9e3779b1;
  mixed = (mixed ^ <i32>(<u32>mixed >>> 16)) * <i32>0x85ebca6b;
  mixed = (mixed ^ <i32>(<u32>mixed >>> 13)) * <i32>0xc2b2ae35;
  mixed ^= <i32>(<u32>mixed >>> 16);
  return mixed == 0 ? 1 : mixed;
}
