/**
 * ICMP errors as tcpdump prints them (print-icmp.c, print-icmp6.c): `A > B: ICMP host 10.0.0.2 unreachable, length 60`.
 * With -v the packet that it quotes is printed behind; without, the flow is not named, only the hosts.
 */
import { ENDPOINT } from './printed-endpoint.ts';
import { type PrintedPacket, printedPacket } from './printed-packet.ts';
import { readTcp } from './printed-tcp.ts';

interface ErrorForm {
  pattern: RegExp;
  type: number;
  code: number;
}

const ERROR = new RegExp(`(?<!\\S)(${ENDPOINT}) > (${ENDPOINT}): (?:\\[[^\\]]{0,80}\\] )?ICMP(6)?,? (.*)$`);

/** IPv4: RFC 792, RFC 1812 §5.2.7.1. The first group, where there is one, is the host that could not be reached. */
const ERRORS: readonly ErrorForm[] = [
  { pattern: /^host (\S+) unreachable - admin prohibited filter/, type: 3, code: 13 },
  { pattern: /^host (\S+) unreachable - admin prohibited/, type: 3, code: 10 },
  { pattern: /^net (\S+) unreachable - admin prohibited/, type: 3, code: 9 },
  { pattern: /^host (\S+) unreachable/, type: 3, code: 1 },
  { pattern: /^net (\S+) unreachable/, type: 3, code: 0 },
  { pattern: /^(\S+) protocol \S+ (?:port \S+ )?unreachable/, type: 3, code: 2 },
  { pattern: /^(\S+) tcp port \S+ unreachable/, type: 3, code: 3 },
  { pattern: /^(\S+) unreachable - need to frag/, type: 3, code: 4 },
  { pattern: /^time exceeded in-transit/, type: 11, code: 0 },
];

/** IPv6: RFC 4443 §3. */
const ERRORS_6: readonly ErrorForm[] = [
  { pattern: /^destination unreachable, unreachable route (\S+?)(?=,|$)/, type: 1, code: 0 },
  { pattern: /^destination unreachable, unreachable prohibited (\S+?)(?=,|$)/, type: 1, code: 1 },
  { pattern: /^destination unreachable, unreachable address (\S+?)(?=,|$)/, type: 1, code: 3 },
  { pattern: /^destination unreachable, unreachable port, (\S+) tcp port/, type: 1, code: 4 },
  { pattern: /^packet too big/, type: 2, code: 0 },
  { pattern: /^time exceeded in-transit/, type: 3, code: 0 },
];

/** An ICMP error, and whom it is about as far as the line says so. */
export interface PrintedError {
  packet: PrintedPacket;
  /** True where the quoted segment is printed; false where only the hosts are known (`packet` has no ports). */
  isQuoted: boolean;
}

/** Null where the text is no ICMP error, or quotes something else than TCP. */
export function readIcmpError(text: string): PrintedError | null {
  const [, reporter = '', sender = '', six, message = ''] = ERROR.exec(text) ?? [];
  if (reporter === '') return null;
  for (const { pattern, type, code } of six === undefined ? ERRORS : ERRORS_6) {
    const match = pattern.exec(message);
    if (match === null) continue;
    const icmp = { type, code, reporter };
    const quoted = readTcp(message);
    if (quoted !== null)
      return { packet: { ...quoted, kind: 'icmp-error', length: 0, icmp }, isQuoted: true };
    if (/\bproto |next-header | > \S+: /.test(message)) return null;
    const source = { host: sender, port: null, service: '' };
    const destination = { host: match[1] ?? '', port: null, service: '' };
    const ipVersion = six === undefined ? 4 : 6;
    return { packet: printedPacket('icmp-error', { ipVersion, source, destination, icmp }), isQuoted: false };
  }
  return null;
}
