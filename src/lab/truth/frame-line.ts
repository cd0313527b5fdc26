/**
 * What tcpdump prints of a capture, as values: an independent reader, with absolute sequence numbers. Only what a wire
 * between two IPv4 hosts of the lab carries is understood.
 */
import { run } from '../system.ts';

/** A TCP segment as tcpdump prints it. */
export interface SegmentLine {
  /** From 1. */
  frame: number;
  /** Seconds since 1970. */
  at: number;
  /** `address:port`. */
  from: string;
  to: string;
  /** As tcpdump writes them: S, F, R, P, and . for ACK. */
  flags: string;
  sequence: number;
  /** Null in a segment without ACK. */
  acknowledgment: number | null;
  window: number;
  /** Octets of payload. */
  length: number;
  /** The first SACK block reports octets below the acknowledgment: D-SACK (RFC 2883). */
  isDuplicateReport: boolean;
}

/** A packet that is no TCP segment: an ICMP error. */
export interface OtherLine {
  frame: number;
  at: number;
  /** Such as `ICMP host 198.51.100.2 unreachable`. */
  says: string;
  /** Both ends of the TCP segment that it quotes, sender first; null where it quotes none. */
  quotes: { from: string; to: string } | null;
}

export type FrameLine = SegmentLine | OtherLine;

/** -vv, because a bare ACK has its sequence number printed only then; a frame has several lines then. */
const COMMAND = '-n -S -tt --number -vv -r'.split(' ');
const FIRST = /^\s*(\d+)\s+(\d+\.\d+) IP /;
const SEGMENT = / (\S+) > (\S+): Flags \[(\S*)\], (?:cksum \S+ \([^)]*\), )?seq (\d+)(?::\d+)?,/;
const ICMP = /: (ICMP [^,]+),/;

/** Every frame of a capture, in its order. */
export async function readFrameLines(path: string): Promise<FrameLine[]> {
  const frames: string[] = [];
  for (const line of (await run('tcpdump', [...COMMAND, path])).split('\n')) {
    if (FIRST.test(line)) frames.push(line);
    else if (frames.length > 0) frames.push(`${frames.pop()} ${line.trim()}`);
  }
  return frames.map(parse);
}

function parse(text: string): FrameLine {
  const [, number, time] = FIRST.exec(text) ?? [];
  const place = { frame: Number(number), at: Number(time) };
  const [, from = '', to = '', flags = '', sequence] = SEGMENT.exec(text) ?? [];
  const icmp = ICMP.exec(text)?.[1];
  if (icmp !== undefined || sequence === undefined) {
    const quotes = sequence === undefined ? null : { from: endpoint(from), to: endpoint(to) };
    return { ...place, says: icmp ?? text.trim(), quotes };
  }
  const ack = numberOf(/, ack (\d+)/, text);
  const sackFrom = numberOf(/sack \d+ \{(\d+):/, text);
  return {
    ...place,
    from: endpoint(from),
    to: endpoint(to),
    flags,
    sequence: Number(sequence),
    acknowledgment: ack,
    window: numberOf(/, win (\d+)/, text) ?? 0,
    length: numberOf(/, length (\d+)(?!.*, length \d)/, text) ?? 0,
    isDuplicateReport: ack !== null && sackFrom !== null && ((sackFrom - ack) | 0) < 0,
  };
}

function numberOf(pattern: RegExp, text: string): number | null {
  const [, digits] = pattern.exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
}

/** tcpdump writes `192.0.2.2.9000`. */
function endpoint(text: string): string {
  const dot = text.lastIndexOf('.');
  return `${text.slice(0, dot)}:${text.slice(dot + 1)}`;
}
