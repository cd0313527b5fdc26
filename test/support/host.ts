/**
 * One of the two hosts of a scripted conversation. Each method sends one segment with the numbers that the host would
 * give it, and says which frame it is; overrides make it send something else.
 */
import type { TcpFields } from './packets.ts';
import type { Layers, Sent } from './sent.ts';

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

/** What a segment has that its host would not have given it. */
export interface Overrides extends TcpFields {
  ttl?: number;
  ipId?: number;
  vlan?: number;
  /** False: lost on the network after it was captured. */
  delivered?: boolean;
  payload?: Uint8Array | string;
}

/** What lies between the hosts: it knows the time, and keeps what is sent. */
export interface Wire {
  readonly originator: Host;
  readonly responder: Host;
  readonly timestamps: boolean;
  /** What RFC 7323 clocks count: milliseconds. */
  readonly ticks: number;
  add(layers: Layers): Sent;
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
  private readonly talk: Wire;

  constructor(talk: Wire, options: Required<HostOptions>) {
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

  /** Any segment; what is not said is as the host would send it. */
  send({ bare = false, ...overrides }: Overrides & { bare?: boolean }): Sent {
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
    // What ends before the window is dropped unread, its timestamp too: keepalive probes (RFC 7323 §4.3, R2 before R3).
    if (flags & SYN || ahead >= 0) peer.echo = value;
    if (flags & SYN || (ahead > 0 && ((sequence - peer.received) | 0) <= 0)) peer.received = end;
  }

  private nextId(): number {
    if (this.ipId === null) return 0;
    this.ipId = (this.ipId % 0xffff) + 1;
    return this.ipId;
  }
}

const OPENING: TcpFields = { mss: 1460, sackPermitted: true, windowScale: 7 };
