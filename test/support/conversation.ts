/**
 * Two hosts that talk, as a script: every call sends one segment, and the hosts keep their own numbers (SND.NXT,
 * RCV.NXT, TSval, IP identification), so a script says only what happens.
 *
 *     const talk = conversation();
 *     const { originator, responder } = talk.handshake();
 *     talk.at(10);
 *     const probe = originator.probe();
 *     const answer = responder.ack();
 *     const seen = await see(talk.frames);
 *
 * A call returns the frame that it made; `talk.frames` is the capture. What a capture does to frames is done to that
 * array: slice() starts late, filter() loses, Sent.copy() captures twice or cut, concatenation stores again.
 */
import { Host, type HostOptions, type Wire } from './host.ts';
import { ethernet, icmp, icmpV6, ipv4, ipv6, packet } from './packets.ts';
import { type Layers, Sent } from './sent.ts';

export interface ConversationOptions {
  originator?: HostOptions;
  responder?: HostOptions;
  ipv6?: boolean;
  /** Both hosts use RFC 7323 timestamps; true unless it says otherwise. */
  timestamps?: boolean;
  /** Seconds from one segment to the next where the script does not say; 100 microseconds unless it says otherwise. */
  pace?: number;
}

export class Conversation implements Wire {
  readonly originator: Host;
  readonly responder: Host;
  readonly timestamps: boolean;
  /** The capture, in the order in which it was made. */
  readonly frames: Sent[] = [];
  private readonly ipv6: boolean;
  private readonly pace: number;
  private clock = 0;

  constructor(options: ConversationOptions) {
    this.ipv6 = options.ipv6 ?? false;
    this.timestamps = options.timestamps ?? true;
    this.pace = options.pace ?? 1e-4;
    const [address, peerAddress] = this.ipv6 ? ['2001:db8::1', '2001:db8::2'] : ['10.0.0.1', '10.0.0.2'];
    const common = { window: 501, ttl: 64, ipId: 100 };
    this.originator = new Host(this, {
      ...common,
      address,
      port: 40_000,
      isn: 1_000_000,
      ...options.originator,
    });
    this.responder = new Host(this, {
      ...common,
      address: peerAddress,
      port: 443,
      isn: 5_000_000,
      ipId: 9000,
      ...options.responder,
    });
  }

  /** What RFC 7323 clocks count: milliseconds. */
  get ticks(): number {
    return Math.floor(this.clock * 1000);
  }

  /** The next segment is sent this many seconds after the start; those after it follow at the pace. */
  at(seconds: number): this {
    this.clock = seconds;
    return this;
  }

  after(seconds: number): this {
    return this.at(this.clock + seconds);
  }

  handshake(): this {
    this.originator.syn();
    this.responder.synAck();
    this.originator.ack();
    return this;
  }

  /** A request and its reply, all of it acknowledged. */
  exchange(octets = 100): this {
    this.originator.data(octets);
    this.responder.data(octets);
    this.originator.ack();
    return this;
  }

  /** An ICMP error about a frame, from a router; host unreachable unless it says otherwise. */
  icmpError(about: Sent, { type, code }: { type?: number; code?: number } = {}): Sent {
    const quoted = about.octets.subarray(14, this.ipv6 ? about.octets.length : 14 + 28);
    const destination = about.layers?.source ?? this.originator.address;
    const octets = this.ipv6
      ? packet(
          ethernet(),
          ipv6({ source: '2001:db8::ff', destination }),
          icmpV6(type ?? 1, code ?? 3),
          quoted,
        )
      : packet(ethernet(), ipv4({ source: '10.0.0.254', destination }), icmp(type ?? 3, code ?? 1), quoted);
    return this.record(new Sent(this.clock, octets, null));
  }

  add(layers: Layers): Sent {
    return this.record(Sent.of(this.clock, layers));
  }

  private record(sent: Sent): Sent {
    this.frames.push(sent);
    this.clock += this.pace;
    return sent;
  }
}

/** A conversation that has not begun. */
export function conversation(options: ConversationOptions = {}): Conversation {
  return new Conversation(options);
}
