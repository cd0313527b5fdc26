/**
 * The frames of a scripted conversation, and what a capture may do to them: hold them twice, late, cut, or in another
 * order.
 */
import type { CapturedFrame } from './captures.ts';
import { ethernet, ipv4, ipv6, packet, type TcpFields, tcp, vlan } from './packets.ts';

/** What a segment is made of. */
export interface Layers {
  source: string;
  destination: string;
  ttl: number;
  ipId: number;
  vlan: number | null;
  tcp: TcpFields;
  payload: Uint8Array;
}

/** How a copy differs from its original. */
export interface CopyOptions {
  /** Seconds later. */
  after?: number;
  ttl?: number;
  vlan?: number;
  source?: string;
  destination?: string;
  interface?: number;
  /** Octets of the frame that the capture holds. */
  cutTo?: number;
}

let made = 0;

/** A frame of the capture. Two are equal where they are the same one. */
export class Sent implements CapturedFrame {
  /** Seconds since the conversation began. */
  readonly at: number;
  readonly serial: number = ++made;
  // Private, so that a failed comparison prints two short lines and no octets.
  readonly #octets: Uint8Array;
  readonly #layers: Layers | null;
  readonly #copy: CopyOptions;

  /** `layers` null: no segment but an ICMP error. */
  constructor(at: number, octets: Uint8Array, layers: Layers | null, copy: CopyOptions = {}) {
    this.at = at;
    this.#octets = octets;
    this.#layers = layers;
    this.#copy = copy;
  }

  static of(at: number, layers: Layers, copy: CopyOptions = {}): Sent {
    return new Sent(at, write(layers), layers, copy);
  }

  get time(): bigint {
    return 1_750_000_000_000_000_000n + BigInt(Math.round(this.at * 1e9));
  }

  get octets(): Uint8Array {
    return this.#octets.subarray(0, this.#copy.cutTo ?? this.#octets.length);
  }

  get originalLength(): number {
    return this.#octets.length;
  }

  get interface(): number {
    return this.#copy.interface ?? 0;
  }

  get layers(): Layers | null {
    return this.#layers;
  }

  /** SEG.SEQ. */
  get sequence(): number {
    return this.#layers?.tcp.sequence ?? 0;
  }

  /** The frame as it was captured once more, elsewhere or later, or captured in part. */
  copy(options: CopyOptions = {}): Sent {
    const at = this.at + (options.after ?? 0);
    if (this.#layers === null) return new Sent(at, this.#octets, null, options);
    const { source, destination, ttl, vlan: tag } = this.#layers;
    const changed = {
      source: options.source ?? source,
      destination: options.destination ?? destination,
      ttl: options.ttl ?? ttl,
      vlan: options.vlan ?? tag,
    };
    return Sent.of(at, { ...this.#layers, ...changed }, options);
  }
}

/** Frames of several conversations in the order of their times. */
export function byTime(...frames: readonly (readonly Sent[])[]): Sent[] {
  return frames.flat().sort((a, b) => a.at - b.at);
}

function write({ source, destination, ttl, ipId, vlan: tag, tcp: fields, payload }: Layers): Uint8Array {
  const network = source.includes(':')
    ? ipv6({ source, destination, hopLimit: ttl })
    : ipv4({ source, destination, ttl, id: ipId });
  return packet(ethernet({ padTo: 60 }), ...(tag === null ? [] : [vlan(tag)]), network, tcp(fields), payload);
}
