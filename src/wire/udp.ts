/**
 * UDP, of which only VXLAN (RFC 7348) leads to TCP.
 */
import { type Cursor, tooShort } from './cursor.ts';
import { Layer, type Step } from './layer.ts';
import { Outcome } from './outcome.ts';
import { foldIdentifier, foldTunnel, VXLAN_NETWORK } from './scope.ts';
import type { Segment } from './segment.ts';

const DESTINATION_PORT = 2;
const PORTS = 4;
const UDP_HEADER = 8;
const VXLAN_HEADER = 8;

/** RFC 7348 §8. */
const VXLAN_PORT = 4789;
/** The default of Linux's vxlan module, older than the assignment; other protocols use the port as well. */
const LINUX_VXLAN_PORT = 8472;
/** RFC 7348 §5: the flag that the network identifier is valid. */
const IDENTIFIER_VALID = 0x0800_0000;

/** A UDP header, and the VXLAN header after it. */
export function decodeUdp(view: DataView, cursor: Cursor, segment: Segment): Step {
  const at = cursor.at;
  if (cursor.end - at < PORTS) return tooShort(cursor, PORTS);
  const port = view.getUint16(at + DESTINATION_PORT);
  if (port !== VXLAN_PORT && port !== LINUX_VXLAN_PORT) return Outcome.NotTcp;
  // Any host may have either number as a port of its own, so that not all that comes there is VXLAN.
  if (cursor.declaredEnd - at < UDP_HEADER + VXLAN_HEADER) return Outcome.NotTcp;
  if (cursor.end - at < UDP_HEADER + VXLAN_HEADER) return Outcome.Truncated;
  const flags = view.getUint32(at + UDP_HEADER);
  const identifier = view.getUint32(at + UDP_HEADER + 4);
  if ((flags & IDENTIFIER_VALID) === 0) return Outcome.NotTcp;
  // Reserved octets are ignored on receipt, and extensions use them; only on the port that others share must they be 0.
  if (port === LINUX_VXLAN_PORT && (flags !== IDENTIFIER_VALID || (identifier & 0xff) !== 0))
    return Outcome.NotTcp;
  cursor.scope = foldIdentifier(foldTunnel(cursor.scope, segment), VXLAN_NETWORK, identifier >>> 8);
  cursor.at = at + UDP_HEADER + VXLAN_HEADER;
  return Layer.Ethernet;
}
