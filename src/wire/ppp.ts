/**
 * PPP (RFC 1661), PPP in HDLC-like framing (RFC 1662), Cisco HDLC, and PPPoE sessions (RFC 2516).
 */
import { type Cursor, tooShort } from './cursor.ts';
import { etherTypeLayer } from './ether-type.ts';
import { Layer, type Step } from './layer.ts';
import { Outcome } from './outcome.ts';

const PPPOE_HEADER = 6;
const PPPOE_CODE = 1;
const PPPOE_LENGTH = 4;
const PPPOE_VERSION_AND_TYPE = 0x11;
const PPPOE_SESSION_CODE = 0;

/** RFC 1662 §3.1: the address "all stations" and the control "unnumbered information". */
const ADDRESS_AND_CONTROL = 0xff03;

const CISCO_HDLC_HEADER = 4;
const CISCO_HDLC_TYPE = 2;
/** The address octet of Cisco HDLC: unicast and multicast. */
const CISCO_UNICAST = 0x0f;
const CISCO_MULTICAST = 0x8f;

const PROTOCOL_IPV4 = 0x0021;
const PROTOCOL_IPV6 = 0x0057;
const PROTOCOL_MPLS = 0x0281;
const PROTOCOL_MPLS_UPSTREAM = 0x0283;

/** A PPPoE session header. */
export function decodePppoe(view: DataView, cursor: Cursor): Step {
  const at = cursor.at;
  if (cursor.end - at < PPPOE_HEADER) return tooShort(cursor, PPPOE_HEADER);
  if (view.getUint8(at) !== PPPOE_VERSION_AND_TYPE) return Outcome.Malformed;
  if (view.getUint8(at + PPPOE_CODE) !== PPPOE_SESSION_CODE) return Outcome.NotIp;
  // Some access concentrators count Ethernet's padding in the IP length, and send it on; this length is then right.
  const length = view.getUint16(at + PPPOE_LENGTH);
  if (length !== 0) cursor.bound(at + PPPOE_HEADER + length);
  cursor.at = at + PPPOE_HEADER;
  return Layer.Ppp;
}

/** A frame that has either Cisco's HDLC header or PPP's. */
export function decodeHdlc(view: DataView, cursor: Cursor): Step {
  const at = cursor.at;
  if (cursor.end - at < CISCO_HDLC_HEADER) return tooShort(cursor, CISCO_HDLC_HEADER);
  const address = view.getUint8(at);
  if (address !== CISCO_UNICAST && address !== CISCO_MULTICAST) return Layer.Ppp;
  cursor.at = at + CISCO_HDLC_HEADER;
  return etherTypeLayer(view.getUint16(at + CISCO_HDLC_TYPE));
}

/** A PPP header: address and control may be absent, and the protocol may have one octet (RFC 1661 §6.5, §6.6). */
export function decodePpp(view: DataView, cursor: Cursor): Step {
  if (cursor.end - cursor.at < 2) return tooShort(cursor, 2);
  if (view.getUint16(cursor.at) === ADDRESS_AND_CONTROL) {
    cursor.at += 2;
    if (cursor.end - cursor.at < 2) return tooShort(cursor, 2);
  }
  let protocol = view.getUint8(cursor.at);
  // RFC 1661 §2: the last octet of a protocol number is odd, all before it are even.
  if ((protocol & 1) !== 0) {
    cursor.at += 1;
  } else {
    protocol = view.getUint16(cursor.at);
    cursor.at += 2;
  }
  return protocolLayer(protocol);
}

function protocolLayer(protocol: number): Step {
  switch (protocol) {
    case PROTOCOL_IPV4:
      return Layer.Ipv4;
    case PROTOCOL_IPV6:
      return Layer.Ipv6;
    case PROTOCOL_MPLS:
    case PROTOCOL_MPLS_UPSTREAM:
      return Layer.Mpls;
    default:
      return Outcome.NotIp;
  }
}
