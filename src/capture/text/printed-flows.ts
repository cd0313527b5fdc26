/**
 * Printed numbers to absolute ones. Without -S, tcpdump prints the numbers of a flow as they are in its first line with
 * ACK and in every line with SYN, and counts from there in all others; a RST without ACK is printed as it is (print-tcp.c,
 * tcp_print()). A listing that was cut has lost its first lines: its numbers are taken as they stand. Where the first
 * line of a flow is a bare ACK its own number is not printed, but all later ones count from it.
 */
import type { PrintedPacket } from './printed-packet.ts';

/** ISNs are random (RFC 9293 §3.4.1): a smaller number is one that was counted. */
const COUNTED = 1 << 20;
/** Stands for a number that is not printed, and that others are counted from. */
const UNPRINTED = 0x5eed_0000;

interface Flow {
  packet: PrintedPacket;
  /** What each side's numbers count from; null: not known. */
  bases: [number | null, number | null];
  /** The number that each side is expected to send next. */
  next: [number | null, number | null];
  /** The base of the first sender stands for a number that is not printed. */
  isUnprinted: boolean;
  /** The first acknowledgment number was too large to be counted. */
  isWholeFirst: boolean;
  isRelative: boolean | null;
  overhead: number;
}

export class PrintedFlows {
  private readonly flows = new Map<string, Flow>();
  /** By the two hosts: their latest flow, null where there were several. */
  private readonly pairs = new Map<string, Flow | null>();
  private isRelative: boolean | null = null;

  /** The only flow between the two hosts, from `source` to `destination`; null where there is none, or more than one. */
  between(source: string, destination: string): PrintedPacket | null {
    const flow = this.pairs.get(pairOf(source, destination)) ?? null;
    // From a host to itself: which way is not known.
    if (flow === null || source === destination) return null;
    const { packet } = flow;
    if (packet.source.host === source) return packet;
    return { ...packet, source: packet.destination, destination: packet.source };
  }

  /** Octets of a frame around the payload, as the latest frame between the two hosts has them; 0: not known. */
  overheadOf(source: string, destination: string): number {
    return this.pairs.get(pairOf(source, destination))?.overhead ?? 0;
  }

  /** Remembers a flow whose numbers need no change (tshark's). `overhead`: octets of the frame that are no payload. */
  note(packet: PrintedPacket, overhead: number): void {
    const { flow } = this.flowOf(packet);
    // SYNs have options of their own.
    if ((packet.flags & SYN) === 0) flow.overhead = overhead;
  }

  /** Makes the packet's numbers absolute, as far as they can be. */
  number(packet: PrintedPacket): void {
    const { flow, own } = this.flowOf(packet);
    const { flags, sequence, acknowledgment } = packet;
    if (flags & SYN) this.begin(flow, own, packet);
    else if ((flags & ACK) === 0 || acknowledgment === null) {
      if (flow.isUnprinted || flow.bases[own] === null) packet.sequence = null;
    } else if (flow.bases[1 - own] === null && !(flow.isUnprinted && flow.bases[own] === null))
      first(flow, own, packet);
    else if (this.countsFromBases(flow, own, packet)) {
      const peer = flow.bases[own === 0 ? 1 : 0] ?? 0;
      packet.acknowledgment = unsigned(acknowledgment + peer);
      if (sequence !== null) packet.sequence = unsigned(sequence + (flow.bases[own] ?? 0));
      if (packet.sack !== null) {
        packet.sack.left = unsigned(packet.sack.left + peer);
        packet.sack.right = unsigned(packet.sack.right + peer);
      }
    } else flow.bases[own] ??= sequence;
    expect(flow, own, packet);
  }

  private begin(flow: Flow, own: 0 | 1, { flags, sequence, acknowledgment }: PrintedPacket): void {
    const peer = own === 0 ? 1 : 0;
    flow.isUnprinted = false;
    flow.bases[own] = sequence;
    flow.next[own] = null;
    if ((flags & ACK) === 0 || acknowledgment === null) {
      flow.bases[peer] = null;
      flow.next[peer] = null;
    } else flow.bases[peer] = unsigned(acknowledgment - 1);
  }

  /** Whichever reading is nearer to what is expected next is meant; where that cannot be told, the one that was before. */
  private countsFromBases(flow: Flow, own: 0 | 1, packet: PrintedPacket): boolean {
    const peer = own === 0 ? 1 : 0;
    const { sequence, acknowledgment } = packet;
    const isCounted =
      nearer(acknowledgment, flow.bases[peer], flow.next[peer]) ??
      nearer(sequence, flow.bases[own], flow.next[own]) ??
      this.countsFromUnprinted(flow, peer, acknowledgment);
    if (isCounted !== null) {
      flow.isRelative = isCounted;
      this.isRelative = isCounted;
    }
    return flow.isRelative ?? this.isRelative ?? false;
  }

  private countsFromUnprinted(flow: Flow, side: 0 | 1, number: number | null): boolean | null {
    if (!flow.isUnprinted || flow.next[side] !== null || number === null) return null;
    return flow.isWholeFirst && number < COUNTED;
  }

  private flowOf(packet: PrintedPacket): { flow: Flow; own: 0 | 1 } {
    const source = endOf(packet.source);
    const destination = endOf(packet.destination);
    const isFirst = source < destination;
    const key = isFirst ? `${source} ${destination}` : `${destination} ${source}`;
    let flow = this.flows.get(key);
    if (flow === undefined) {
      flow = {
        packet,
        bases: [null, null],
        next: [null, null],
        isUnprinted: false,
        isWholeFirst: false,
        isRelative: null,
        overhead: 0,
      };
      this.flows.set(key, flow);
      const pair = pairOf(packet.source.host, packet.destination.host);
      this.pairs.set(pair, this.pairs.has(pair) ? null : flow);
    }
    return { flow, own: isFirst ? 0 : 1 };
  }
}

const FIN = 0x01;
const SYN = 0x02;
const ACK = 0x10;

/** The first line with ACK of a flow, or of one whose SYN,ACK was not captured: what it prints is whole. */
function first(flow: Flow, own: 0 | 1, packet: PrintedPacket): void {
  const peer = own === 0 ? 1 : 0;
  const acknowledgment = packet.acknowledgment ?? 0;
  flow.bases[peer] = unsigned(acknowledgment - 1);
  flow.isWholeFirst = acknowledgment >= COUNTED;
  if (packet.sequence !== null) flow.bases[own] = packet.sequence;
  else if (flow.next[own] !== null) flow.bases[own] = flow.next[own];
  else {
    flow.isUnprinted = true;
    flow.bases[own] = UNPRINTED;
    packet.sequence = UNPRINTED;
    packet.isSequenceUnprinted = true;
  }
}

/** What follows upon the packet, whose numbers are absolute by now. */
function expect(flow: Flow, own: 0 | 1, { flags, sequence, acknowledgment, length }: PrintedPacket): void {
  const peer = own === 0 ? 1 : 0;
  const isUnprinted = flow.isUnprinted && flow.bases[own] === sequence && length === 0;
  if (sequence !== null && !isUnprinted && (flags & ACK || flags & SYN)) {
    const end = unsigned(sequence + length + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0));
    flow.next[own] = later(flow.next[own], end);
  }
  if (acknowledgment !== null && flags & ACK) flow.next[peer] = later(flow.next[peer], acknowledgment);
}

/** Null where both readings are equally near, or nothing is known to measure by. */
function nearer(number: number | null, base: number | null, expected: number | null): boolean | null {
  if (number === null || base === null || expected === null) return null;
  const counted = Math.abs((expected - (number + base)) | 0);
  const whole = Math.abs((expected - number) | 0);
  return counted === whole ? null : counted < whole;
}

function later(one: number | null, other: number): number {
  return one === null || ((other - one) | 0) > 0 ? other : one;
}

function unsigned(number: number): number {
  return number >>> 0;
}

function endOf({ host, port, service }: PrintedPacket['source']): string {
  return `${host} ${port ?? service}`;
}

function pairOf(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}
