/**
 * Writes the frames of the benchmark's capture: Ethernet, IPv4 or IPv6, TCP with timestamps, as much of each as the
 * snaplen leaves. Checksums stay 0, as in a capture on a sender with checksum offload.
 */
import { ACK, SYN } from '../../src/wire/segment.ts';
import { FrameFile } from './frame-file.ts';
import type { Random } from './random.ts';

/** One end of a connection: where it is and what it has sent so far. */
export interface Sender {
  /** The last 32 bits of its address. */
  host: number;
  port: number;
  /** SND.NXT, modulo 2^32. */
  next: number;
  ipId: number;
  /** What its millisecond timestamp clock (RFC 7323 §5.4) shows at time 0, and the last value it received. */
  clock: number;
  echo: number;
}

/** How the frames are stored. */
export interface Storage {
  pcapng: boolean;
  /** Octets kept of each frame at most. */
  snaplen: number;
}

const ETHERNET_HEADER = 14;
const WINDOW = 502;
const TTL = 64;

export class CaptureWriter {
  /** Microseconds since the capture's first frame: the time of the next frame to be written. */
  now = 0;
  tcpSegments = 0;
  /** Largest payload of a segment with timestamps in 1500 octets of IP. */
  readonly maximumSegment: number;

  private readonly file: FrameFile;
  private readonly octets: Buffer;
  private readonly view: DataView;
  private readonly payload = Buffer.alloc(4096);
  private readonly ipv6: boolean;
  private readonly snaplen: number;
  private udpIsNext = false;

  constructor(
    path: string,
    ipv6: boolean,
    random: Random,
    storage: Storage = { pcapng: false, snaplen: 96 },
  ) {
    this.ipv6 = ipv6;
    this.snaplen = storage.snaplen;
    this.maximumSegment = ipv6 ? 1428 : 1448;
    for (let at = 0; at < this.payload.length; at += 4) this.payload.writeUInt32LE(random.word(), at);
    this.file = new FrameFile(path, storage.pcapng, storage.snaplen);
    this.octets = this.file.octets;
    this.view = this.file.view;
  }

  get frames(): number {
    return this.file.frames;
  }

  /** A segment of `from`'s next octets; what it takes of the sequence space is then sent. */
  segment(from: Sender, to: Sender, flags: number, length = 0): void {
    this.write(from, to, flags, from.next, length);
    from.next = (from.next + length + ((flags & SYN) >> 1) + (flags & 1)) >>> 0;
  }

  /** What has been sent last, a SYN or SYN,ACK, once more with the same number. */
  synAgain(from: Sender, to: Sender, flags: number): void {
    this.write(from, to, flags, from.next - 1, 0);
  }

  /** A keepalive probe: no payload, one below SND.NXT (RFC 9293 §3.8.4). */
  probe(from: Sender, to: Sender): void {
    this.write(from, to, ACK, from.next - 1, 0);
  }

  /** An ARP request or a UDP datagram, in turn: what TCP analysis has to pass over. */
  stranger(): void {
    const udp = this.udpIsNext;
    this.udpIsNext = !udp;
    const at = this.file.frame(this.now, udp ? 62 : 42, udp ? 62 : 42);
    this.ethernet(at, 1, 2, udp ? 0x0800 : 0x0806);
    const ip = at + ETHERNET_HEADER;
    if (udp) {
      this.ipv4(ip, 0x0a000001, 0x0a000002, 17, 48, 0);
      this.view.setUint32(ip + 20, 0xc350_c351);
      this.view.setUint32(ip + 24, 28 << 16);
      this.payload.copy(this.octets, ip + 28, 0, 20);
      return;
    }
    this.view.setUint32(ip, 0x0001_0800);
    this.view.setUint32(ip + 4, 0x0604_0001);
    this.octets.copy(this.octets, ip + 8, at + 6, at + 12);
    this.view.setUint32(ip + 14, 0x0a00_0001);
    this.octets.fill(0, ip + 18, ip + 24);
    this.view.setUint32(ip + 24, 0x0a00_0002);
  }

  close(): void {
    this.file.close();
  }

  private write(from: Sender, to: Sender, flags: number, sequence: number, length: number): void {
    const tcpHeader = flags & SYN ? 40 : 32;
    const headers = ETHERNET_HEADER + (this.ipv6 ? 40 : 20) + tcpHeader;
    const captured = Math.min(headers + length, this.snaplen);
    const at = this.file.frame(this.now, captured, headers + length);
    const ip = at + ETHERNET_HEADER;
    this.ethernet(at, from.host, to.host, this.ipv6 ? 0x86dd : 0x0800);
    if (this.ipv6) this.ipv6Header(ip, from.host, to.host, tcpHeader + length);
    else this.ipv4(ip, from.host, to.host, 6, 20 + tcpHeader + length, from.ipId++);
    this.tcp(at + headers - tcpHeader, from, to, flags, sequence);
    if (length > 0) {
      const start = (sequence >>> 3) & 0x7ff;
      this.payload.copy(this.octets, at + headers, start, start + captured - headers);
    }
    this.tcpSegments += 1;
  }

  private tcp(at: number, from: Sender, to: Sender, flags: number, sequence: number): void {
    const { view } = this;
    const syn = (flags & SYN) !== 0;
    view.setUint16(at, from.port);
    view.setUint16(at + 2, to.port);
    view.setUint32(at + 4, sequence);
    view.setUint32(at + 8, flags & ACK ? to.next : 0);
    view.setUint16(at + 12, ((syn ? 10 : 8) << 12) | flags);
    view.setUint16(at + 14, syn ? 64_240 : WINDOW);
    view.setUint32(at + 16, 0);
    // SYN: MSS, SACK permitted, timestamps, NOP, window scale 7; else NOP, NOP, timestamps (RFC 9293 §3.2, RFC 7323).
    if (syn) view.setUint32(at + 20, 0x0204_0000 | (this.maximumSegment + 12));
    view.setUint32(at + (syn ? 24 : 20), syn ? 0x0402_080a : 0x0101_080a);
    const value = (from.clock + Math.floor(this.now / 1000)) >>> 0;
    view.setUint32(at + (syn ? 28 : 24), value);
    view.setUint32(at + (syn ? 32 : 28), flags & ACK ? from.echo : 0);
    if (syn) view.setUint32(at + 36, 0x0103_0307);
    to.echo = value;
  }

  private ipv4(
    at: number,
    source: number,
    destination: number,
    protocol: number,
    length: number,
    id: number,
  ): void {
    this.view.setUint32(at, (0x4500 << 16) | length);
    this.view.setUint32(at + 4, (id << 16) | 0x4000);
    this.view.setUint32(at + 8, (TTL << 24) | (protocol << 16));
    this.view.setUint32(at + 12, source);
    this.view.setUint32(at + 16, destination);
  }

  private ipv6Header(at: number, source: number, destination: number, length: number): void {
    this.view.setUint32(at, 0x6000_0000);
    this.view.setUint32(at + 4, (length << 16) | (6 << 8) | TTL);
    this.documentationAddress(at + 8, source);
    this.documentationAddress(at + 24, destination);
  }

  /** An address of 2001:db8::/32 (RFC 3849). */
  private documentationAddress(at: number, host: number): void {
    this.view.setUint32(at, 0x2001_0db8);
    this.view.setUint32(at + 4, 0);
    this.view.setUint32(at + 8, 0);
    this.view.setUint32(at + 12, host);
  }

  private ethernet(at: number, source: number, destination: number, type: number): void {
    this.view.setUint16(at, 0x0200);
    this.view.setUint32(at + 2, destination);
    this.view.setUint16(at + 6, 0x0200);
    this.view.setUint32(at + 8, source);
    this.view.setUint16(at + 12, type);
  }
}
