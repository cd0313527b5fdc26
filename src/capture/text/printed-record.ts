/**
 * The lines of one packet to what they say of it. A packet has its first line, and more where it was printed with -v
 * (the header and the segment on a line each), wrapped by a terminal or a mail, or has its octets behind it (-x, -X, -A).
 */

import { readIcmpError } from './printed-icmp.ts';
import type { PrintedPacket } from './printed-packet.ts';
import { printedPacket } from './printed-packet.ts';
import { isStrictTcp, isWholeTcp, readTcp } from './printed-tcp.ts';
import { readSummaryTcp, type TsharkColumns } from './tshark-summary.ts';
import { verboseSegment } from './verbose-segment.ts';

/** The lines of one packet, as they stand in the text. */
export interface PrintedRecord {
  /** Empty where the packet has no time. */
  time: string;
  /** The first line behind the time; of a summary, the whole line. */
  text: string;
  summary: TsharkColumns | null;
  /** What follows up to the next packet. */
  more: string[];
}

/** What a record is, and how many of its further lines belong to it. */
export interface ReadRecord {
  packet: PrintedPacket;
  used: number;
  /** An ICMP error that names hosts but no flow; a summary that says nothing of TCP but is of a protocol above it. */
  isWithoutPorts: boolean;
}

/** A line is wrapped into so many at most. */
const MOST_WRAPS = 6;
/** Characters of a line that was wrapped: the longest of tcpdump has less than a thousand. */
const LONGEST_WRAPPED = 4096;
/** Up to so many, each break may have been at a blank or inside a word; with more, all are alike. */
const MIXED_WRAPS = 4;
const NO_TCP =
  /: (?:UDP|ICMP6?|IGMP\S*|igmp|OSPF\S*|VRRP\S*|ESP|AH|PIM\S*|EIGRP)\b|^ARP\b|> \S+: UDP,|\b0x0806\b/;
const LAST_WORDS = /\blength:? \d+\)?$|\(\d+\)$/;
/** Protocols that tshark names and that are not carried by TCP. */
const NOT_OVER_TCP =
  /^(?:ARP|RARP|UDP|ICMP\S*|IGMP\S*|MDNS|LLMNR|NBNS|BROWSER|SSDP|DHCP\S*|NTP|QUIC|STP|LLDP|CDP|EAPOL|SCTP|OSPF|VRRP|PIM\S*|ESP|ISAKMP|DNS|BOOTP|WireGuard|RTP|RTCP|STUN|TFTP|SNMP|CLASSIC-STUN|IPv4|IPv6|0x\S+|LLC|LOOP)$/;
const LOWER_LAYER = /^(?:R?ARP|EAPOL|STP|LLDP|CDP|LLC|LOOP|0x\S+)$/;

export function readRecord(record: PrintedRecord): ReadRecord {
  const { summary, text, more } = record;
  if (summary !== null) return readSummaryRecord(summary, more);
  if (isWholeTcp(text) && !isIcmp(text)) {
    const used = restOfLength(text, more[0]);
    const packet = readTcp(used === 0 ? text : text + more[0]?.trim());
    if (packet !== null) return { packet, used, isWithoutPorts: false };
  }
  const icmp = readIcmpRecord(text, more);
  if (icmp !== null) return icmp;
  const at = verboseSegment(text, more);
  const verbose = at === null ? null : readVerbose([text, ...more.slice(0, at)].join(' '), more, at);
  if (verbose !== null) return verbose;
  const joined = NO_TCP.test(text) ? null : joinWrapped(text, more);
  if (joined !== null) return joined;
  if (at !== null) return { packet: printedPacket('no-flags'), used: at, isWithoutPorts: false };
  return { packet: printedPacket(kindOf(text)), used: wrapsOf(text, more), isWithoutPorts: false };
}

/** The header of -v and its segment, on their lines as tcpdump printed them. */
function readVerbose(text: string, more: readonly string[], at: number): ReadRecord | null {
  if (!isWholeTcp(text)) return null;
  const rest = restOfLength(text, more[at]);
  const packet = readTcp(rest === 0 ? text : text + more[at]?.trim());
  return packet === null ? null : { packet, used: at + rest, isWithoutPorts: false };
}

/** Further lines of a packet without TCP that was wrapped: nearly all of these end in their length. */
function wrapsOf(text: string, more: readonly string[]): number {
  if (LAST_WORDS.test(text)) return 0;
  for (let used = 1; used <= Math.min(more.length, MOST_WRAPS); used++) {
    const lines = [text, ...more.slice(0, used).map((line) => line.trim())];
    if (LAST_WORDS.test(lines.join(' ')) || LAST_WORDS.test(lines.join(''))) return used;
  }
  return 0;
}

/** Puts the segment together from the lines that a wrapped one was broken into. */
function joinWrapped(text: string, more: readonly string[]): ReadRecord | null {
  for (let used = 1; used <= Math.min(more.length, MOST_WRAPS); used++) {
    if (/^\s*0x[\da-f]{4}:/.test(more[used - 1] ?? '')) return null;
    const lines = more.slice(0, used).map((line) => line.trim());
    if (lines.reduce((length, line) => length + line.length, text.length) > LONGEST_WRAPPED) return null;
    for (const isBlank of breaks(used)) {
      const whole = lines.reduce((joined, line, at) => joined + (isBlank(at) ? ' ' : '') + line, text);
      if (!isStrictTcp(whole)) continue;
      const rest = restOfLength(whole, more[used]);
      const packet = readTcp(rest === 0 ? whole : whole + more[used]?.trim());
      if (packet !== null) return { packet, used: used + rest, isWithoutPorts: false };
    }
  }
  return null;
}

/** 1 where the next line is the rest of the length, whose digits were broken apart; else 0. */
function restOfLength(text: string, next: string | undefined): 0 | 1 {
  return next !== undefined && /\blength \d+$/.test(text) && /^\s*\d+(?:$|:)/.test(next) ? 1 : 0;
}

/** All ways in which `count` lines may have been broken off: at a blank, or inside a word. */
function breaks(count: number): ((at: number) => boolean)[] {
  if (count > MIXED_WRAPS) return [() => true, () => false];
  return Array.from({ length: 1 << count }, (_, ways) => (at: number) => (ways & (1 << at)) === 0);
}

/** What a payload says stands behind the flags of its segment; an ICMP error stands before what it quotes. */
function isIcmp(line: string): boolean {
  const at = line.search(/\bICMP(?:v?6)?\b/);
  const flags = line.indexOf(': Flags [');
  return at >= 0 && (flags < 0 || at < flags);
}

/** Behind an ICMP error, -v prints the packet that it quotes, on indented lines. */
function readIcmpRecord(text: string, more: readonly string[]): ReadRecord | null {
  if (!isIcmp(text) && !isIcmp(more[0] ?? '')) return null;
  let used = 0;
  while (/^\s/.test(more[used] ?? '') && !/^\s*0x/.test(more[used] ?? '')) used++;
  used = Math.max(used, wrapsOf(text, more));
  const error = readIcmpError([text, ...more.slice(0, used)].join(' '));
  if (error === null) return { packet: printedPacket('not-tcp'), used, isWithoutPorts: false };
  return { packet: error.packet, used, isWithoutPorts: !error.isQuoted };
}

function readSummaryRecord(summary: TsharkColumns, more: readonly string[]): ReadRecord {
  const packet = readSummaryTcp(summary);
  if (packet !== null) return { packet, used: 0, isWithoutPorts: false };
  for (let used = 1; summary.protocol === 'TCP' && used <= Math.min(more.length, MOST_WRAPS); used++) {
    for (const glue of [' ', '']) {
      const info = [summary.info, ...more.slice(0, used).map((line) => line.trim())].join(glue);
      const joined = readSummaryTcp({ ...summary, info });
      if (joined !== null) return { packet: joined, used, isWithoutPorts: false };
    }
  }
  const { protocol } = summary;
  if (LOWER_LAYER.test(protocol)) return { packet: printedPacket('not-ip'), used: 0, isWithoutPorts: false };
  const isOver = !NOT_OVER_TCP.test(protocol);
  return { packet: printedPacket(isOver ? 'no-ports' : 'not-tcp'), used: 0, isWithoutPorts: isOver };
}

function kindOf(text: string): PrintedPacket['kind'] {
  if (/ > \S+: {1,2}(?:Flags \[|tcp \d+)|\[\|tcp\]/.test(text)) return 'no-flags';
  return /\bIP6? |0x0800|0x86dd|AF IPv/.test(text) ? 'not-tcp' : 'not-ip';
}
