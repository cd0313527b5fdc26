/**
 * MPLS label stack (RFC 3032), one entry a call. Nothing in the stack says what lies below it: that is guessed from the
 * first octets, as routers do for load balancing (RFC 4928 §2). Labels are not in the scope: a path goes one way (RFC 3031
 * §2.1, §3.15), each direction has labels of its own, and they change where it is rerouted.
 */
import { type Cursor, tooShort } from './cursor.ts';
import { etherTypeLayer } from './ether-type.ts';
import { ETHERNET_HEADER, ETHERNET_TYPE } from './ethernet.ts';
import { Layer, type Step } from './layer.ts';
import { Outcome } from './outcome.ts';

const ENTRY = 4;
const BOTTOM_OF_STACK = 0x100;
/** RFC 6790: the label after this one is a hash of the flow, and may have the value of any. */
const ENTROPY_LABEL_INDICATOR = 7;
/** RFC 4385 §3. */
const CONTROL_WORD = 4;

/** One entry of the label stack. */
export function decodeMpls(view: DataView, cursor: Cursor): Step {
  if (cursor.end - cursor.at < ENTRY) return tooShort(cursor, ENTRY);
  let entry = view.getUint32(cursor.at);
  cursor.at += ENTRY;
  if (entry >>> 12 === ENTROPY_LABEL_INDICATOR && (entry & BOTTOM_OF_STACK) === 0) {
    if (cursor.end - cursor.at < ENTRY) return tooShort(cursor, ENTRY);
    entry = view.getUint32(cursor.at);
    cursor.at += ENTRY;
  }
  return (entry & BOTTOM_OF_STACK) === 0 ? Layer.Mpls : belowTheStack(view, cursor);
}

function belowTheStack(view: DataView, cursor: Cursor): Step {
  const at = cursor.at;
  if (cursor.end - at < 1) return tooShort(cursor, 1);
  const nibble = view.getUint8(at) >>> 4;
  if (nibble === 4) return Layer.Ipv4;
  if (nibble === 6) return Layer.Ipv6;
  // RFC 4385 §5: an associated channel carries no user's packets.
  if (nibble === 1) return Outcome.NotIp;
  if (nibble === 0 && isEthernetAt(view, cursor, at + CONTROL_WORD)) cursor.at = at + CONTROL_WORD;
  return Layer.Ethernet;
}

/** A control word and the usual first octet of an address both begin with 0: the type field decides. */
function isEthernetAt(view: DataView, cursor: Cursor, at: number): boolean {
  if (cursor.end - at < ETHERNET_HEADER) return false;
  return etherTypeLayer(view.getUint16(at + ETHERNET_TYPE)) !== Outcome.NotIp;
}
