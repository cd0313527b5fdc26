/**
 * tshark's one-line summaries: number, time, addresses, protocol, length, and of TCP
 *
 *     [TCP Keep-Alive] 56568 → 9000 [ACK] Seq=17 Ack=4 Win=64512 Len=0 TSval=2080099663 TSecr=2395564196
 *
 * Every line of TCP has a sequence number, counted from the first of its direction. Win is scaled where the handshake
 * was seen. Where tshark knows the payload's protocol, the line says nothing of TCP, not even the ports.
 */
import { endpointOf } from './printed-endpoint.ts';
import { lengthOf, type PrintedPacket, printedPacket } from './printed-packet.ts';

/** A summary by its columns. */
export interface TsharkColumns {
  /** As printed: `0.000000`, `2026-11-20 22:58:54.754901`. */
  time: string;
  source: string;
  destination: string;
  protocol: string;
  /** Octets of the frame. */
  octets: number;
  info: string;
}

const ARROW = '(?:\\u2192|->)';
/** Between ports: ` > ` up to tshark 1.10, an arrow without blanks from 1.12 to 2.0 (packet-tcp.c, dissect_tcp()). */
const PORTS_ARROW = ' (?:\\u2192|->|>) |\\u2192';
const PORT = '[^\\s\\u2192]{1,300}';
const TIME =
  '(?:\\d{4}[-/][\\d-]+ )?\\d{1,2}:\\d\\d:\\d\\d[.,]\\d+(?: [A-Z]{2,5})?|-?\\d+(?:[.,]\\d+(?:e[+-]?\\d+)?)?';
const SUMMARY = new RegExp(`^\\s*\\d+\\s+(?:(${TIME})\\s+)?(\\S*) ${ARROW} (\\S*)\\s+(\\S+) (\\d+) ?(.*)$`);
const TCP = new RegExp(`^(?:\\[[^\\]]*\\],? ?){0,9}(${PORT})(${PORTS_ARROW})(${PORT}) \\[([^\\]]*)\\] (.*)$`);
const CONTROL_BITS: Readonly<Record<string, number>> = {
  FIN: 0x01,
  SYN: 0x02,
  RST: 0x04,
  PSH: 0x08,
  ACK: 0x10,
  URG: 0x20,
  ECE: 0x40,
  ECN: 0x40,
  CWR: 0x80,
};

/** The columns of a summary line; null where the line is none. */
export function readSummary(line: string): TsharkColumns | null {
  const [whole, time = '', source = '', destination = '', protocol = '', octets = '0', info = ''] =
    SUMMARY.exec(line) ?? [];
  return whole === undefined ? null : { time, source, destination, protocol, octets: lengthOf(octets), info };
}

/** The TCP segment of a summary; null where its info is not of TCP. */
export function readSummaryTcp(summary: TsharkColumns): PrintedPacket | null {
  const { source, destination, protocol, info } = summary;
  const [, from = '', arrow, to = '', names = '', fields = ''] = TCP.exec(info) ?? [];
  // What other protocols say may have a `>` in it.
  if (arrow === ' > ' && protocol !== 'TCP') return null;
  const sender = endpointOf(source, portOf(from));
  const receiver = endpointOf(destination, portOf(to));
  const length = /(?:^| )Len=(\d+)/.exec(fields)?.[1];
  if (sender === null || receiver === null || length === undefined) return null;
  const value = field(fields, 'TSval');
  const scale = /\bWS=(\d+)/.exec(fields)?.[1];
  const window = field(fields, 'Win');
  const left = field(fields, 'SLE');
  return printedPacket('tcp', {
    ipVersion: source.includes(':') ? 6 : 4,
    source: sender,
    destination: receiver,
    flags: names.split(', ').reduce((flags, name) => flags | (CONTROL_BITS[name] ?? 0), 0),
    sequence: field(fields, 'Seq'),
    acknowledgment: field(fields, 'Ack'),
    // Scaled or not: what matters is whether it is closed.
    window: window === null ? null : Math.min(window, 0xffff),
    length: lengthOf(length),
    windowScale: scale === undefined ? null : Math.min(Math.log2(Math.max(1, Number(scale))), 14),
    timestamps: value === null ? null : { value, echo: field(fields, 'TSecr') ?? 0 },
    sack: left === null ? null : { blocks: 1, left, right: field(fields, 'SRE') ?? left },
  });
}

/** `80`, or `http(80)` where names are resolved with both. */
function portOf(text: string): string {
  return /\((\d+)\)$/.exec(text)?.[1] ?? text;
}

function field(fields: string, name: string): number | null {
  const at = ` ${fields}`.indexOf(` ${name}=`);
  if (at < 0) return null;
  const value = Number.parseInt(fields.slice(at + name.length + 1), 10);
  return Number.isNaN(value) ? null : value;
}
