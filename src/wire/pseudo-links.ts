/**
 * Link headers that no wire carries: the capturing host makes them up for loopback interfaces and for Linux's `any`
 * (www.tcpdump.org/linktypes.html). The interface index of SLL2 is left aside: a packet that crosses two interfaces of a
 * router is the same packet.
 */
import { type Cursor, tooShort } from './cursor.ts';
import { etherTypeLayer } from './ether-type.ts';
import { Layer, type Step } from './layer.ts';
import { Outcome } from './outcome.ts';

const COOKED_V1_HEADER = 16;
const COOKED_V1_PROTOCOL = 14;
const COOKED_V2_HEADER = 20;
const COOKED_V2_PROTOCOL = 0;
/** LINKTYPE_LINUX_SLL: "frames beginning with an 802.2 LLC header". */
const COOKED_LLC = 0x0004;

/** Octets of NULL and LOOP. */
export const FAMILY = 4;
const AF_INET = 2;
const AF_INET6_LINUX = 10;
const AF_INET6_BSD = 24;
const AF_INET6_FREEBSD = 28;
const AF_INET6_DARWIN = 30;

/** LINUX_SLL. */
export function decodeCookedV1(view: DataView, cursor: Cursor): Step {
  return decodeCooked(view, cursor, COOKED_V1_HEADER, COOKED_V1_PROTOCOL);
}

/** LINUX_SLL2. */
export function decodeCookedV2(view: DataView, cursor: Cursor): Step {
  return decodeCooked(view, cursor, COOKED_V2_HEADER, COOKED_V2_PROTOCOL);
}

/** NULL and LOOP: an address family, in the byte order of the host that captured, or in network order. */
export function decodeLoopback(view: DataView, cursor: Cursor): Step {
  const at = cursor.at;
  if (cursor.end - at < FAMILY) return tooShort(cursor, FAMILY);
  cursor.at = at + FAMILY;
  return loopbackLayer(view, at);
}

/** What the family at `at` announces. */
export function loopbackLayer(view: DataView, at: number): Step {
  const family = view.getUint32(at);
  // Address families are below 256, so that only one of the orders has zeros in its high half.
  return familyLayer(family >>> 16 === 0 ? family : view.getUint32(at, true));
}

function decodeCooked(view: DataView, cursor: Cursor, header: number, protocolOffset: number): Step {
  const at = cursor.at;
  if (cursor.end - at < header) return tooShort(cursor, header);
  cursor.at = at + header;
  const protocol = view.getUint16(at + protocolOffset);
  return protocol === COOKED_LLC ? Layer.Llc : etherTypeLayer(protocol);
}

function familyLayer(family: number): Step {
  switch (family) {
    case AF_INET:
      return Layer.Ipv4;
    case AF_INET6_LINUX:
    case AF_INET6_BSD:
    case AF_INET6_FREEBSD:
    case AF_INET6_DARWIN:
      return Layer.Ipv6;
    default:
      return Outcome.NotIp;
  }
}
