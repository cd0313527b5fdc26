/**
 * Link types: what a frame begins with (LINKTYPE_ numbers, www.tcpdump.org/linktypes.html), and their names for reports.
 */
import { Layer, type Step } from './layer.ts';
import { Outcome } from './outcome.ts';

/** What the readers say of a record that holds no packet. */
const NO_PACKET = -1;

export const NULL = 0;
/** By far the most captures are of it. */
export const ETHERNET = 1;
const PPP = 9;
/** DLT_RAW of BSD and of OpenBSD: some programs write it in place of LINKTYPE_RAW. */
export const RAW_BSD = 12;
export const RAW_OPENBSD = 14;
const PPP_HDLC = 50;
const PPP_ETHER = 51;
export const RAW = 101;
const C_HDLC = 104;
export const LOOP = 108;
export const LINUX_SLL = 113;
const IPV4 = 228;
const IPV6 = 229;
export const LINUX_SLL2 = 276;

/** Names of the decoded link types, and of those that are met most often beside them. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [NULL, 'NULL'],
  [ETHERNET, 'ETHERNET'],
  [PPP, 'PPP'],
  [RAW_BSD, 'RAW'],
  [RAW_OPENBSD, 'RAW'],
  [PPP_HDLC, 'PPP_HDLC'],
  [PPP_ETHER, 'PPP_ETHER'],
  [RAW, 'RAW'],
  [C_HDLC, 'C_HDLC'],
  [LOOP, 'LOOP'],
  [LINUX_SLL, 'LINUX_SLL'],
  [IPV4, 'IPV4'],
  [IPV6, 'IPV6'],
  [LINUX_SLL2, 'LINUX_SLL2'],
  [105, 'IEEE802_11'],
  [127, 'IEEE802_11_RADIOTAP'],
  [189, 'USB_LINUX'],
  [192, 'PPI'],
  [201, 'BLUETOOTH_HCI_H4_WITH_PHDR'],
  [220, 'USB_LINUX_MMAPPED'],
  [227, 'CAN_SOCKETCAN'],
  [239, 'NFLOG'],
  [249, 'USBPCAP'],
  [253, 'NETLINK'],
]);

/** The name of a link type without its prefix; `LINKTYPE_n` where it has none here. */
export function linkTypeName(linkType: number): string {
  return NAMES.get(linkType) ?? `LINKTYPE_${linkType}`;
}

/** The layer that frames of a link type begin with. */
export function linkLayer(linkType: number): Step {
  switch (linkType) {
    case ETHERNET:
      return Layer.Ethernet;
    case LINUX_SLL:
      return Layer.CookedV1;
    case LINUX_SLL2:
      return Layer.CookedV2;
    case NULL:
    case LOOP:
      return Layer.Loopback;
    case RAW:
    case RAW_BSD:
    case RAW_OPENBSD:
      return Layer.Ip;
    case IPV4:
      return Layer.Ipv4;
    case IPV6:
      return Layer.Ipv6;
    case PPP:
      return Layer.Ppp;
    case PPP_HDLC:
    case C_HDLC:
      return Layer.Hdlc;
    case PPP_ETHER:
      return Layer.Pppoe;
    case NO_PACKET:
      return Outcome.NotIp;
    default:
      return Outcome.UnsupportedLinkType;
  }
}
