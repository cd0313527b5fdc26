/** A connection's frames for express/, one after another: most of them ordinary, and what is nearly so. */
import { advance } from '../../src/wire/sequence.ts';
import type { BatchFrame } from '../support/frame-batches.ts';
import { ethernet, ipv4, ipv6, packet, type TcpFields, tcp, vlan } from '../support/packets.ts';

const FIN = 0x01;
const SYN = 0x02;
const ACK = 0x10;
const PSH = 0x08;
/** From the beginning of IPv6. */
const FLOW_LABEL_AT = 3;

export interface Said {
  side: 0 | 1;
  payload?: Uint8Array;
  /** Besides ACK. */
  flags?: number;
  /** Sequence numbers past what comes next; below 0: a probe, or data again. */
  ahead?: number;
  /** The newest that the other side has said, and so much more. */
  acknowledges?: number | null;
  window?: number;
  /** Without it only the originator's SYN says nothing of what it has received. */
  hasAck?: boolean;
  hasTimestamps?: boolean;
  /** Options of TCP beyond that. */
  options?: Partial<TcpFields>;
  /** Of IPv4, where they shall not be as they usually are. */
  ttl?: number;
  id?: number;
  /** To the 60 octets that Ethernet has at least. */
  isPadded?: boolean;
  /** Octets that the capture leaves away. */
  cut?: number;
  flowLabel?: number;
}

export interface TalkForm {
  /** Part of the originator's address and port. */
  number?: number;
  isIpv6?: boolean;
  /** IPv6 whose addresses are those of IPv4. */
  isMapped?: boolean;
  /** 0: its frames have no tag. */
  vlanId?: number;
  /** Initial sequence numbers. */
  isn?: readonly [number, number];
}

export class Talk {
  private readonly form: TalkForm;
  private readonly next: [number, number];
  private readonly acknowledged: [number, number];
  private ipId = 0;

  constructor(form: TalkForm = {}) {
    const [own, other] = form.isn ?? [1000, 5000];
    this.form = form;
    this.next = [own | 0, other | 0];
    this.acknowledged = [other | 0, own | 0];
  }

  handshake(time: number): BatchFrame[] {
    return [
      this.say(time, { side: 0, flags: SYN, acknowledges: null }),
      this.say(time, { side: 1, flags: SYN }),
      this.say(time, { side: 0 }),
    ];
  }

  say(time: number, said: Said): BatchFrame {
    const { side, payload = new Uint8Array(0), flags = 0, ahead = 0, acknowledges = 0 } = said;
    const { window = 65_535, hasTimestamps = false, isPadded = false, cut = 0, flowLabel = 0 } = said;
    const peer = side === 0 ? 1 : 0;
    const { number = 0, isIpv6 = false, vlanId = 0 } = this.form;
    const sequence = advance(this.next[side], ahead);
    if (acknowledges !== null) this.acknowledged[side] = advance(this.next[peer], acknowledges);
    const { hasAck = !(flags === SYN && side === 0), options = {}, ttl = 64 } = said;
    const id = ++this.ipId & 0xffff;
    const octets = packet(
      ethernet({ padTo: isPadded ? 60 : 0 }),
      ...(vlanId === 0 ? [] : [vlan(vlanId)]),
      this.addresses(side, said.id ?? id, ttl),
      tcp({
        sourcePort: side === 0 ? portOf(number) : 443,
        destinationPort: side === 0 ? 443 : portOf(number),
        sequence: sequence >>> 0,
        acknowledgment: hasAck ? this.acknowledged[side] >>> 0 : 0,
        flags: flags | (hasAck ? ACK : 0) | (payload.length > 0 ? PSH : 0),
        window,
        ...(hasTimestamps ? { timestamps: [Math.floor(time / 1e6) >>> 0, this.ipId] as const } : {}),
        ...options,
      }),
      payload,
    );
    if (isIpv6) octets[(vlanId === 0 ? 14 : 18) + FLOW_LABEL_AT] = flowLabel;
    const counts = payload.length + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0);
    if (ahead === 0) this.next[side] = advance(this.next[side], counts);
    const captured = octets.subarray(0, Math.max(0, octets.length - cut));
    return { time, octets: captured, originalLength: octets.length };
  }

  private addresses(side: 0 | 1, id: number, ttl: number) {
    const { number = 0, isIpv6 = false, isMapped = false } = this.form;
    const host = number >>> 15;
    const [near, far] = isIpv6
      ? isMapped
        ? [`::ffff:a00:${host.toString(16)}`, '::ffff:c000:201']
        : [`2001:db8::${host.toString(16)}`, '2001:db8:1::1']
      : [`10.0.${host >>> 8}.${host & 0xff}`, '192.0.2.1'];
    const [source, destination] = side === 0 ? [near, far] : [far, near];
    return isIpv6 ? ipv6({ source, destination, hopLimit: ttl }) : ipv4({ source, destination, id, ttl });
  }
}

/** 2^15 of each host. */
function portOf(number: number): number {
  return 1024 + (number & 0x7fff);
}
