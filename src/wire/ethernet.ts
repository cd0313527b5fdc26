/**
 * Ethernet headers, VLAN tags and LLC/SNAP: each decoder moves the cursor past one of them and says what follows.
 */
import { type Cursor, tooShort } from './cursor.ts';
import { etherTypeLayer, LOWEST_ETHER_TYPE } from './ether-type.ts';
import { Layer, type Step } from './layer.ts';
import { Outcome } from './outcome.ts';
import { foldIdentifier, VLAN_ID } from './scope.ts';

/** Octets of the two addresses and the type. */
export const ETHERNET_HEADER = 14;
/** Offset of the type, or of the length in IEEE 802.3. */
export const ETHERNET_TYPE = 12;

const VLAN_TAG = 4;
const VLAN_TYPE = 2;
const VLAN_ID_MASK = 0x0fff;

const SNAP_HEADER = 8;
const SNAP_TYPE = 6;
/** Both service access points 0xaa, unnumbered information, and the high octet of an organization code of zeros. */
const SNAP_ETHER_TYPE = 0xaaaa_0300;

/** An Ethernet header. */
export function decodeEthernet(view: DataView, cursor: Cursor): Step {
  const at = cursor.at;
  if (cursor.end - at < ETHERNET_HEADER) return tooShort(cursor, ETHERNET_HEADER);
  cursor.at = at + ETHERNET_HEADER;
  return typeOrLengthLayer(view.getUint16(at + ETHERNET_TYPE));
}

/** The rest of a VLAN tag: its tag control information, and the type of what it tags. */
export function decodeVlan(view: DataView, cursor: Cursor): Step {
  const at = cursor.at;
  if (cursor.end - at < VLAN_TAG) return tooShort(cursor, VLAN_TAG);
  const id = view.getUint16(at) & VLAN_ID_MASK;
  // IEEE 802.1Q §9.6: id 0 is a priority tag and names no VLAN.
  if (id !== 0) cursor.scope = foldIdentifier(cursor.scope, VLAN_ID, id);
  cursor.at = at + VLAN_TAG;
  return typeOrLengthLayer(view.getUint16(at + VLAN_TYPE));
}

/** An IEEE 802.2 LLC header: IP follows in SNAP form only (RFC 1042). */
export function decodeLlc(view: DataView, cursor: Cursor): Step {
  const at = cursor.at;
  if (cursor.declaredEnd - at < SNAP_HEADER) return Outcome.NotIp;
  if (cursor.end - at < SNAP_HEADER) return Outcome.Truncated;
  if (view.getUint32(at) !== SNAP_ETHER_TYPE || view.getUint16(at + 4) !== 0) return Outcome.NotIp;
  cursor.at = at + SNAP_HEADER;
  return etherTypeLayer(view.getUint16(at + SNAP_TYPE));
}

function typeOrLengthLayer(typeOrLength: number): Step {
  return typeOrLength < LOWEST_ETHER_TYPE ? Layer.Llc : etherTypeLayer(typeOrLength);
}
