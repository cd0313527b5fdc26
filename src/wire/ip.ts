/**
 * What IPv4 and IPv6 share: the version field, and what an IP protocol number announces.
 */
import { type Cursor, tooShort } from './cursor.ts';
import { Layer, type Step } from './layer.ts';
import { Outcome } from './outcome.ts';
import { foldTunnel } from './scope.ts';
import type { Segment } from './segment.ts';

export const PROTOCOL_TCP = 6;
export const PROTOCOL_AUTHENTICATION = 51;
const PROTOCOL_ICMP = 1;
const PROTOCOL_IPV4 = 4;
const PROTOCOL_UDP = 17;
const PROTOCOL_IPV6 = 41;
const PROTOCOL_GRE = 47;
const PROTOCOL_ICMPV6 = 58;

/** A packet of either version. */
export function decodeIp(view: DataView, cursor: Cursor): Step {
  if (cursor.end - cursor.at < 1) return tooShort(cursor, 1);
  const version = view.getUint8(cursor.at) >>> 4;
  if (version === 4) return Layer.Ipv4;
  return version === 6 ? Layer.Ipv6 : Outcome.NotIp;
}

/** The layer that `cursor.protocol` announces inside the packet whose addresses the Segment holds. */
export function protocolLayer(cursor: Cursor, segment: Segment): Step {
  switch (cursor.protocol) {
    case PROTOCOL_TCP:
      return Layer.Tcp;
    case PROTOCOL_UDP:
      return Layer.Udp;
    case PROTOCOL_ICMP:
      return segment.ipVersion === 4 ? Layer.Icmp : Outcome.NotTcp;
    case PROTOCOL_ICMPV6:
      return segment.ipVersion === 6 ? Layer.IcmpV6 : Outcome.NotTcp;
    case PROTOCOL_IPV4:
      cursor.scope = foldTunnel(cursor.scope, segment);
      return Layer.Ipv4;
    case PROTOCOL_IPV6:
      cursor.scope = foldTunnel(cursor.scope, segment);
      return Layer.Ipv6;
    case PROTOCOL_GRE:
      return Layer.Gre;
    default:
      return Outcome.NotTcp;
  }
}
