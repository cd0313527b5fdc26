/**
 * What a printed line says of a packet, as plain values: everything that tcpdump or tshark wrote, and null for what they
 * did not. The shape is that of wire/printed.ts, which makes a Segment of it.
 */

/** One end as it stood in the text. */
export interface PrintedEndpoint {
  /** An address, or a name such as `tcp_client.multi-host-network` or `*.*.*.14`. */
  host: string;
  /** Null where the text has a name that no table knows. */
  port: number | null;
  /** The name of the port, where the text has one; empty where it has a number. */
  service: string;
}

/**
 * `no-flags`: TCP, but neither flags nor numbers are printed (tcpdump -q, a line cut short). `no-ports`: of a protocol
 * above TCP, and the line does not say of which connection (tshark).
 */
export type PrintedKind = 'tcp' | 'icmp-error' | 'no-flags' | 'no-ports' | 'not-tcp' | 'not-ip';

export interface PrintedPacket {
  kind: PrintedKind;
  ipVersion: 4 | 6;
  source: PrintedEndpoint;
  destination: PrintedEndpoint;
  /** RFC 9293 control bits. */
  flags: number;
  /** Unsigned; null where the line has none, as for every bare ACK of tcpdump. */
  sequence: number | null;
  /** `sequence` is only what others are counted from: where in the flow it lies is not printed. */
  isSequenceUnprinted: boolean;
  acknowledgment: number | null;
  window: number | null;
  /** Payload octets. */
  length: number;
  /** The options are printed in full. */
  hasAllOptions: boolean;
  windowScale: number | null;
  timestamps: { value: number; echo: number } | null;
  sack: { blocks: number; left: number; right: number } | null;
  /** 0 where the line does not say. */
  ttl: number;
  ipId: number;
  /** Of an ICMP error: every field above is then of the quoted segment. */
  icmp: { type: number; code: number; reporter: string } | null;
}

/** More than any length: digits without end are no infinite number. */
const BEYOND_LENGTHS = 2 ** 32;

/** Octets as printed. */
export function lengthOf(digits: string): number {
  return Math.min(Number(digits), BEYOND_LENGTHS);
}

const NOBODY: PrintedEndpoint = { host: '', port: 0, service: '' };

/** A packet of which nothing but the kind is known. */
export function printedPacket(kind: PrintedKind, known: Partial<PrintedPacket> = {}): PrintedPacket {
  return {
    kind,
    ipVersion: 4,
    source: NOBODY,
    destination: NOBODY,
    flags: 0,
    sequence: null,
    isSequenceUnprinted: false,
    acknowledgment: null,
    window: null,
    length: 0,
    hasAllOptions: true,
    windowScale: null,
    timestamps: null,
    sack: null,
    ttl: 0,
    ipId: 0,
    icmp: null,
    ...known,
  };
}
