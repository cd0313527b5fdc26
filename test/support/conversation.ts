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
import { ethernet, icmp, icmpV6, ipv4, ipv6, packet, type TcpFields } from './packets.ts';
import { type Layers, Sent } from './sent.ts';

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

export interface HostOptions {
  address?: string;
  port?: number;
  /** Initial sequence number: the SYN's. */
  isn?: number;
  window?: number;
  ttl?: number;
  /** First IP identification; null: always 0. */
  ipId?: number | null;
}

export interface ConversationOptions {
  originator?: HostOptions;
  responder?: HostOptions;
  ipv6?: boolean;
  /** Both hosts use RFC 7323 timestamps; true unless it says otherwise. */
  timestamps?: boolean;
}

/** What a segment has that its host would not have given it. */
export interface Overrides extends TcpFields {
  ttl?: number;
  ipId?: number;
  vlan?: number;
  /** False: lost on the network after it was captured. */
  delivered?: boolean;
  payload?: Uint8Array | string;
}

/** One end of the conversation. */
export class Host {
  readonly address: string;
  readonly port: number;
  readonly isn: number;
  /** SND.NXT, RCV.NXT and the advertised window; a script may set them. */
  next: number;
  received = 0;
  window: number;
  readonly ttl: number;
  private ipId: number | null;
  private echo = 0;
  private readonly talk: Conversation;

  constructor(talk: Conversation, options: Required<HostOptions>) {
    this.talk = talk;
    this.address = options.address;
    this.port = options.port;
    this.isn = options.isn;
    this.next = options.isn;
    this.window = options.window;
    this.ttl = options.ttl;
    this.ipId = options.ipId;
  }

  get peer(): Host {
    return this === this.talk.originator ? this.talk.responder : this.talk.originator;
  }

  syn(overrides: Overrides = {}): Sent {
    return this.send({ flags: SYN, sequence: this.isn, acknowledgment: 0, ...OPENING, ...overrides });
  }

  synAck(overrides: Overrides = {}): Sent {
    return this.send({ flags: SYN | ACK, sequence: this.isn, ...OPENING, ...overrides });
  }

  /** A bare ACK: the answer to a probe, among others. */
  ack(overrides: Overrides = {}): Sent {
    return this.send(overrides);
  }

  /** New payload. */
  data(octets: number, overrides: Overrides = {}): Sent {
    return this.send({ flags: PSH | ACK, payload: new Uint8Array(octets).fill(0x6b), ...overrides });
  }

  /** A keepalive probe: SND.NXT-1, and no payload or one garbage octet. */
  probe(overrides: Overrides & { octets?: 0 | 1 } = {}): Sent {
    const { octets = 0, ...rest } = overrides;
    return this.send({ sequence: this.next - 1, payload: new Uint8Array(octets), ...rest });
  }

  /** The answer to a probe with an octet where SACK was negotiated: it says that the octet is nothing new (RFC 2883). */
  dSack(overrides: Overrides = {}): Sent {
    const { received } = this;
    return this.send({ sack: [[(received - 1) >>> 0, received]], ...overrides });
  }

  /** Sends the same numbers and payload again, as a packet of its own. */
  resend({ layers }: Sent, overrides: Overrides = {}): Sent {
    const { sequence = 0, flags = ACK } = layers?.tcp ?? {};
    return this.send({ sequence, flags, payload: layers?.payload ?? new Uint8Array(0), ...overrides });
  }

  fin(overrides: Overrides = {}): Sent {
    return this.send({ flags: FIN | ACK, ...overrides });
  }

  /** The RST,ACK of a host that has the connection and ends it: abort, or a prober that gives up. */
  abort(overrides: Overrides = {}): Sent {
    return this.send({ flags: RST | ACK, ...overrides });
  }

  /** The RST of a host that does not know the connection: all that it says comes from what it answers. */
  reject({ layers }: Sent, overrides: Overrides = {}): Sent {
    const sequence = layers?.tcp.acknowledgment ?? 0;
    return this.send({
      flags: RST,
      sequence,
      acknowledgment: 0,
      window: 0,
      ipId: 0,
      bare: true,
      ...overrides,
    });
  }

  private send({ bare = false, ...overrides }: Overrides & { bare?: boolean }): Sent {
    const { ttl = this.ttl, ipId, vlan = null, payload = '', delivered = true, ...fields } = overrides;
    const octets = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
    const value = this.talk.ticks + this.isn;
    const stamps: TcpFields = this.talk.timestamps && !bare ? { timestamps: [value >>> 0, this.echo] } : {};
    const segment: TcpFields & { sequence: number; flags: number } = {
      sourcePort: this.port,
      destinationPort: this.peer.port,
      acknowledgment: this.received,
      window: this.window,
      ...stamps,
      ...fields,
      sequence: (fields.sequence ?? this.next) >>> 0,
      flags: fields.flags ?? ACK,
    };
    const own = { source: this.address, destination: this.peer.address };
    const sent = this.talk.add({
      ...own,
      ttl,
      ipId: ipId ?? this.nextId(),
      vlan,
      tcp: segment,
      payload: octets,
    });
    this.count(segment, octets.length, delivered, segment.timestamps?.[0] ?? 0);
    return sent;
  }

  /** SND.NXT grows, and RCV.NXT of the peer with what arrives in order. */
  private count(
    { sequence, flags }: { sequence: number; flags: number },
    length: number,
    delivered: boolean,
    value: number,
  ): void {
    if (flags & RST) return;
    const end = (sequence + length + (flags & (SYN | FIN) ? 1 : 0)) >>> 0;
    if (((end - this.next) | 0) > 0) this.next = end;
    if (!delivered) return;
    const { peer } = this;
    const ahead = (end - peer.received) | 0;
    if (flags & SYN || (ahead > 0 && ((sequence - peer.received) | 0) <= 0)) peer.received = end;
    peer.echo = value;
  }

  private nextId(): number {
    if (this.ipId === null) return 0;
    this.ipId = (this.ipId % 0xffff) + 1;
    return this.ipId;
  }
}

export class Conversation {
  readonly originator: Host;
  readonly responder: Host;
  readonly timestamps: boolean;
  /** The capture, in the order in which it was made. */
  readonly frames: Sent[] = [];
  private readonly ipv6: boolean;
  private clock = 0;

  constructor(options: ConversationOptions) {
    this.ipv6 = options.ipv6 ?? false;
    this.timestamps = options.timestamps ?? true;
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

  /** The next segment is sent this many seconds after the start; those after it follow within 100 microseconds each. */
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
    this.clock += 1e-4;
    return sent;
  }
}

/** A conversation that has not begun. */
export function conversation(options: ConversationOptions = {}): Conversation {
  return new Conversation(options);
}

const OPENING: TcpFields = { mss: 1460, sackPermitted: true, windowScale: 7 };
