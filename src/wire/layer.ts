/**
 * What a header decoder says comes next. Decoders do not call one another (IP in Ethernet in IP would be an import cycle,
 * and a recursion that the input could deepen): each returns a Step, and the one loop in layers.ts takes it.
 */
import type { Outcome } from './outcome.ts';

/** The headers that the loop of frame.ts can take next; numbered above every Outcome. */
export const Layer = {
  Ethernet: 16,
  Vlan: 17,
  Llc: 18,
  Mpls: 19,
  Pppoe: 20,
  Ppp: 21,
  Hdlc: 22,
  CookedV1: 23,
  CookedV2: 24,
  Loopback: 25,
  /** IPv4 or IPv6, as the version field says. */
  Ip: 26,
  Ipv4: 27,
  Ipv6: 28,
  Gre: 29,
  Udp: 30,
  Icmp: 31,
  IcmpV6: 32,
  Tcp: 33,
} as const;
export type Layer = (typeof Layer)[keyof typeof Layer];

/** Either the frame's outcome, or the layer that begins at the cursor. */
export type Step = Outcome | Layer;
