/**
 * What tcpdump prints of a TCP header (print-tcp.c, tcp_print()):
 *
 *     HOST.PORT > HOST.PORT: Flags [P.], cksum 0xec5e (correct), seq 1:18, ack 1, win 63, options [...], length 17
 *
 * `seq` stands there only for a segment with payload, SYN, FIN or RST, unless -vv was given; `ack` only with ACK.
 */
import { ENDPOINT, readEndpoint } from './printed-endpoint.ts';
import { lengthOf, type PrintedPacket, printedPacket } from './printed-packet.ts';

const FLAGS = ': Flags [';
const ENDPOINTS = new RegExp(`(?<!\\S)(${ENDPOINT}) > (${ENDPOINT})$`);
/** The length that closes the line, perhaps with the payload's protocol behind it; or a header cut by the snaplen. */
const END = /, length (\d+)(?=$|[\s:(])|\[\|tcp\]/;
const OPTIONS = /, options \[([^\]]*)\]/;
const CONTROL_BITS: Readonly<Record<string, number>> = {
  F: 0x01,
  S: 0x02,
  R: 0x04,
  P: 0x08,
  '.': 0x10,
  U: 0x20,
  E: 0x40,
  W: 0x80,
};

/** Whether there is TCP in the text, and all of it. */
export function isWholeTcp(text: string): boolean {
  const at = text.lastIndexOf(FLAGS);
  return at >= 0 && END.test(text.slice(at));
}

/** One way only to match any option: with two, a line of forty takes for ever (`nop` is a word like any other). */
const OPTION =
  '(?:sackOK|mss \\d+|wscale \\d+|TS val \\d+ ecr \\d+|sack \\d+ (?:\\{\\d+:\\d+\\})+|(?!TS\\b|sack|mss\\b|wscale\\b)[a-zA-Z][\\w-]*(?: [^,\\]]*)?)';
/** The ends are looked at from the flags backwards: these are found at once, and there are many places to begin at. */
const STRICT = new RegExp(
  `: Flags \\[(?<=(?:(?:^|\\s)IP6?|\\)|:) ?${ENDPOINT} > ${ENDPOINT}: Flags \\[)[^\\] ]*\\]` +
    '(?:, cksum 0x[\\da-f]{1,4} \\((?:correct|unverified|incorrect -> 0x[\\da-f]{1,4})\\))?' +
    '(?:, seq \\d+(?::\\d+)?)?(?:, ack \\d+)?(?:, win \\d+)?(?:, urg \\d+)?' +
    `(?:, options \\[${OPTION}(?:,${OPTION})*\\])?, length \\d+(?=$|:|[ (][^\\d ])`,
);

/** Whether the text, put together from several lines, is a segment to the letter: a number broken in two is none. */
export function isStrictTcp(text: string): boolean {
  return STRICT.test(text);
}

/** The innermost TCP segment of the text; null where there is none, or not all of it. */
export function readTcp(text: string): PrintedPacket | null {
  const at = text.lastIndexOf(FLAGS);
  if (at < 0) return null;
  const before = text.slice(0, at);
  const rest = text.slice(at + FLAGS.length);
  const ends = ENDPOINTS.exec(before);
  if (ends === null) return null;
  const [, from = '', to = ''] = ends;
  const source = readEndpoint(from);
  const destination = readEndpoint(to);
  const flags = readFlags(rest.slice(0, rest.indexOf(']')));
  const end = END.exec(rest);
  if (source === null || destination === null || flags === null || end === null) return null;
  const head = rest.slice(0, end.index);
  const [, options] = OPTIONS.exec(head) ?? [];
  return printedPacket('tcp', {
    ipVersion: source.host.includes(':') || namesIpv6(before.slice(0, ends.index)) ? 6 : 4,
    source,
    destination,
    flags,
    sequence: numberAfter(head, ', seq '),
    acknowledgment: numberAfter(head, ', ack '),
    window: numberAfter(head, ', win '),
    length: end[1] === undefined ? spanOf(head) : lengthOf(end[1]),
    hasAllOptions: end[1] !== undefined && !head.includes('[|'),
    ...readOptions(options ?? ''),
    ...readIpHeader(before),
  });
}

/** Whether the innermost header in front of two names is one of IPv6. */
function namesIpv6(head: string): boolean {
  return /\bIP6 /.test(head.slice(head.lastIndexOf('>') + 1));
}

/** `S.`, `P.`, `none`; null for what is no list of flags. */
function readFlags(text: string): number | null {
  if (text === 'none') return 0;
  let flags = 0;
  for (const letter of text) {
    const bit = CONTROL_BITS[letter];
    // The accurate ECN bit (`e`) lies outside of the octet.
    if (bit === undefined && letter !== 'e') return null;
    flags |= bit ?? 0;
  }
  return text === '' ? null : flags;
}

type PrintedOptions = Pick<PrintedPacket, 'windowScale' | 'timestamps' | 'sack'>;

/** `nop,nop,TS val 1 ecr 2`, `mss 1460,sackOK,wscale 7`, `sack 1 {0:1}`. */
function readOptions(text: string): PrintedOptions {
  if (text === '') return { windowScale: null, timestamps: null, sack: null };
  const scale = numberAfter(text, 'wscale ');
  const [, value, echo] = /TS val (\d+) ecr (\d+)/.exec(text) ?? [];
  const [, blocks, left, right] = /sack (\d+) \{(\d+):(\d+)\}/.exec(text) ?? [];
  return {
    windowScale: scale === null ? null : Math.min(scale, 14),
    timestamps: value === undefined ? null : { value: Number(value), echo: Number(echo) },
    sack:
      blocks === undefined
        ? null
        : { blocks: Math.min(Number(blocks), 4), left: Number(left), right: Number(right) },
  };
}

/** `(tos 0x0, ttl 64, id 23382, ...)` of -v, the innermost one; `hlim` in IPv6. */
function readIpHeader(before: string): { ttl: number; ipId: number } {
  const v4 = before.lastIndexOf(' ttl ');
  const v6 = before.lastIndexOf('hlim ');
  if (v6 > v4) return { ttl: (numberAfter(before.slice(v6), 'hlim ') ?? 0) & 0xff, ipId: 0 };
  if (v4 < 0) return { ttl: 0, ipId: 0 };
  const header = before.slice(v4);
  return {
    ttl: (numberAfter(header, ' ttl ') ?? 0) & 0xff,
    ipId: (numberAfter(header, ' id ') ?? 0) & 0xffff,
  };
}

/** Payload of a header whose length the snaplen cut off: `seq 1:18` counts it. */
function spanOf(head: string): number {
  const [, first, end] = /, seq (\d{1,10}):(\d{1,10})/.exec(head) ?? [];
  return (Number(end ?? 0) - Number(first ?? 0)) >>> 0;
}

/** The digits right behind the first `name` in the text; null where it is not there. */
function numberAfter(text: string, name: string): number | null {
  const at = text.indexOf(name);
  if (at < 0) return null;
  const value = Number.parseInt(text.slice(at + name.length, at + name.length + 10), 10);
  return Number.isNaN(value) ? null : value;
}
