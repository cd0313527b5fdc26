/**
 * EtherType (IEEE 802 numbers) -> what comes next. Ethernet, VLAN tags, SNAP, Linux cooked headers and GRE all use it.
 */
import { Layer, type Step } from './layer.ts';
import { Outcome } from './outcome.ts';

/** IEEE 802.3 §3.2.6: a type field below this is a length, and an LLC header follows. */
export const LOWEST_ETHER_TYPE = 0x0600;

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
/** IEEE 802.1Q customer tag, 802.1ad service tag, and the service tag in use before 802.1ad. */
const CUSTOMER_TAG = 0x8100;
const SERVICE_TAG = 0x88a8;
const OLD_SERVICE_TAG = 0x9100;
const MPLS = 0x8847;
const MPLS_UPSTREAM = 0x8848;
const PPPOE_SESSION = 0x8864;
/** RFC 1701: transparent Ethernet bridging, in GRE. */
const BRIDGED_ETHERNET = 0x6558;
/** RFC 2637 §4.1: PPP in the enhanced GRE of PPTP. */
const PPP = 0x880b;

/** The layer that an EtherType announces. */
export function etherTypeLayer(etherType: number): Step {
  switch (etherType) {
    case IPV4:
      return Layer.Ipv4;
    case IPV6:
      return Layer.Ipv6;
    case CUSTOMER_TAG:
    case SERVICE_TAG:
    case OLD_SERVICE_TAG:
      return Layer.Vlan;
    case MPLS:
    case MPLS_UPSTREAM:
      return Layer.Mpls;
    case PPPOE_SESSION:
      return Layer.Pppoe;
    case BRIDGED_ETHERNET:
      return Layer.Ethernet;
    case PPP:
      return Layer.Ppp;
    default:
      return Outcome.NotIp;
  }
}
