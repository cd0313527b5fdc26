/**
 * Any frame's headers, from the outside inwards. The loop takes one header a round until a decoder says an outcome; a
 * packet inside a packet is one more round, never a call inside a call, so the input cannot deepen the stack.
 */
import { Cursor } from './cursor.ts';
import { decodeEthernet, decodeLlc, decodeVlan } from './ethernet.ts';
import { decodeGre } from './gre.ts';
import { decodeIcmp, decodeIcmpV6 } from './icmp.ts';
import { decodeIp } from './ip.ts';
import { decodeIpv4 } from './ipv4.ts';
import { decodeIpv6 } from './ipv6.ts';
import { Layer } from './layer.ts';
import { linkLayer } from './link-type.ts';
import { decodeMpls } from './mpls.ts';
import { Outcome } from './outcome.ts';
import { decodeHdlc, decodePpp, decodePppoe } from './ppp.ts';
import { decodeCookedV1, decodeCookedV2, decodeLoopback } from './pseudo-links.ts';
import type { Segment } from './segment.ts';
import { decodeTcp } from './tcp.ts';
import { decodeUdp } from './udp.ts';

/**
 * How many headers may lie around the innermost one. QinQ, four labels, a pseudo-wire, and VXLAN with QinQ inside come
 * to 14.
 */
export const MAX_LAYERS = 24;

/** Reused for every frame, so that none is allocated; it is begun anew before anything reads it. */
const cursor = new Cursor();

/** Decodes any frame, whatever layers it has; decodeFrame is the way in. */
export function decodeLayers(
  linkType: number,
  view: DataView,
  start: number,
  end: number,
  originalLength: number,
  segment: Segment,
): Outcome {
  cursor.begin(start, end, originalLength);
  let step = linkLayer(linkType);
  for (let layers = 0; layers <= MAX_LAYERS; layers++) {
    switch (step) {
      case Layer.Ethernet:
        step = decodeEthernet(view, cursor);
        break;
      case Layer.Ipv4:
        step = decodeIpv4(view, cursor, segment);
        break;
      case Layer.Ipv6:
        step = decodeIpv6(view, cursor, segment);
        break;
      case Layer.Tcp:
        return decodeTcp(view, cursor, segment);
      case Layer.Vlan:
        step = decodeVlan(view, cursor);
        break;
      case Layer.CookedV1:
        step = decodeCookedV1(view, cursor);
        break;
      case Layer.CookedV2:
        step = decodeCookedV2(view, cursor);
        break;
      case Layer.Udp:
        step = decodeUdp(view, cursor, segment);
        break;
      case Layer.Gre:
        step = decodeGre(view, cursor, segment);
        break;
      case Layer.Ip:
        step = decodeIp(view, cursor);
        break;
      case Layer.Loopback:
        step = decodeLoopback(view, cursor);
        break;
      case Layer.Llc:
        step = decodeLlc(view, cursor);
        break;
      case Layer.Mpls:
        step = decodeMpls(view, cursor);
        break;
      case Layer.Pppoe:
        step = decodePppoe(view, cursor);
        break;
      case Layer.Ppp:
        step = decodePpp(view, cursor);
        break;
      case Layer.Hdlc:
        step = decodeHdlc(view, cursor);
        break;
      case Layer.Icmp:
        return decodeIcmp(view, cursor, segment);
      case Layer.IcmpV6:
        return decodeIcmpV6(view, cursor, segment);
      default:
        return step;
    }
  }
  return Outcome.TooDeep;
}
