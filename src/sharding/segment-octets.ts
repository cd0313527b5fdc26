/**
 * A Segment as SEGMENT_OCTETS octets of shared memory, from one thread to another. Every number that rooms after wire/
 * ask for is there; the reporter of an ICMP error, which only listeners see, is not, nor `inference`, which only text has.
 *
 * Layout, in 32-bit words: 0-1 time (Float64), 2 frame, 3-6 source, 7-10 destination, 11 ports, 12 scope, 13 flow hash,
 * 14 sequence, 15 acknowledgment, 16 flags | window << 8 | outcome << 24, 17 length, 18 the small numbers (see below),
 * 19 TSval, 20 TSecr, 21-22 SACK edges, 23 IP identification | ICMP type << 16 | code << 24, 24 flow label, 25 payload.
 */
import type { Outcome } from '../wire/outcome.ts';
import type { Segment } from '../wire/segment.ts';

export const SEGMENT_OCTETS = 104;

const WORDS = SEGMENT_OCTETS / 4;
const FLOATS = SEGMENT_OCTETS / 8;

/** Word 18: scale + 1 (0..15), timestamps, SACK blocks (0..4), IPv6, MISSING_ bits, TTL. */
const TIMESTAMPS_AT = 4;
const SACK_AT = 5;
const IPV6_AT = 8;
const MISSING_AT = 9;
const TTL_AT = 16;

/** Writes the segment to place `index`; `words` and `floats` lie over the same memory. */
export function writeSegment(words: Int32Array, floats: Float64Array, index: number, segment: Segment): void {
  const at = index * WORDS;
  floats[index * FLOATS] = segment.time;
  words[at + 2] = segment.frame;
  words[at + 3] = segment.source0;
  words[at + 4] = segment.source1;
  words[at + 5] = segment.source2;
  words[at + 6] = segment.source3;
  words[at + 7] = segment.destination0;
  words[at + 8] = segment.destination1;
  words[at + 9] = segment.destination2;
  words[at + 10] = segment.destination3;
  words[at + 11] = (segment.sourcePort << 16) | segment.destinationPort;
  words[at + 12] = segment.scope;
  words[at + 13] = segment.flowHash;
  words[at + 14] = segment.sequence;
  words[at + 15] = segment.acknowledgment;
  words[at + 16] = segment.flags | (segment.window << 8) | (segment.outcome << 24);
  words[at + 17] = segment.length;
  words[at + 18] =
    (segment.windowScale + 1) |
    (segment.hasTimestamps << TIMESTAMPS_AT) |
    (segment.sackBlocks << SACK_AT) |
    ((segment.ipVersion === 6 ? 1 : 0) << IPV6_AT) |
    (segment.missing << MISSING_AT) |
    (segment.ttl << TTL_AT);
  words[at + 19] = segment.timestampValue;
  words[at + 20] = segment.timestampEcho;
  words[at + 21] = segment.sackLeft;
  words[at + 22] = segment.sackRight;
  words[at + 23] = segment.ipId | (segment.icmpType << 16) | (segment.icmpCode << 24);
  words[at + 24] = segment.flowLabel;
  words[at + 25] = segment.payload;
}

/** Fills the segment from place `index`. */
export function readSegment(words: Int32Array, floats: Float64Array, index: number, segment: Segment): void {
  const at = index * WORDS;
  segment.time = float(floats, index * FLOATS);
  segment.frame = word(words, at + 2) >>> 0;
  segment.source0 = word(words, at + 3);
  segment.source1 = word(words, at + 4);
  segment.source2 = word(words, at + 5);
  segment.source3 = word(words, at + 6);
  segment.destination0 = word(words, at + 7);
  segment.destination1 = word(words, at + 8);
  segment.destination2 = word(words, at + 9);
  segment.destination3 = word(words, at + 10);
  const ports = word(words, at + 11);
  segment.sourcePort = ports >>> 16;
  segment.destinationPort = ports & 0xffff;
  segment.scope = word(words, at + 12);
  segment.flowHash = word(words, at + 13);
  segment.sequence = word(words, at + 14);
  segment.acknowledgment = word(words, at + 15);
  const control = word(words, at + 16);
  segment.flags = control & 0xff;
  segment.window = (control >>> 8) & 0xffff;
  segment.outcome = (control >>> 24) as Outcome;
  segment.length = word(words, at + 17);
  const small = word(words, at + 18);
  segment.windowScale = (small & 0x0f) - 1;
  segment.hasTimestamps = (small >>> TIMESTAMPS_AT) & 1;
  segment.sackBlocks = (small >>> SACK_AT) & 7;
  segment.ipVersion = (small >>> IPV6_AT) & 1 ? 6 : 4;
  segment.missing = (small >>> MISSING_AT) & 0x7f;
  segment.ttl = (small >>> TTL_AT) & 0xff;
  segment.timestampValue = word(words, at + 19);
  segment.timestampEcho = word(words, at + 20);
  segment.sackLeft = word(words, at + 21);
  segment.sackRight = word(words, at + 22);
  const identification = word(words, at + 23);
  segment.ipId = identification & 0xffff;
  segment.icmpType = (identification >>> 16) & 0xff;
  segment.icmpCode = identification >>> 24;
  segment.flowLabel = word(words, at + 24);
  segment.payload = word(words, at + 25);
}

/** An index inside the array always has a number; the compiler does not know. */
function word(words: Int32Array, at: number): number {
  return words[at] as number;
}

function float(floats: Float64Array, at: number): number {
  return floats[at] as number;
}
