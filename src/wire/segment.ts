/**
 * One decoded TCP segment as numbers. A single instance is filled again and again: a decoder writes every field
 * that its outcome promises, and after any outcome but Segment and IcmpError nothing in it may be believed.
 * Everything after wire/ sees only these values: no file, no link type, no packet octets.
 */

import { Outcome } from './outcome.ts';

/** RFC 9293 §3.1: the control bits, in the order of their octet. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;
export const URG = 0x20;

/** Bits of `Segment.missing`: what the frame (cut by snaplen) or the input form does not say. */
export const MISSING_WINDOW = 0x01;
/** The options were cut: absent options mean nothing. */
export const MISSING_OPTIONS = 0x02;
/** The acknowledgment number or the flags are unknown (an ICMP error quotes 8 octets of TCP at least). */
export const MISSING_ACKNOWLEDGMENT = 0x04;
/** No time stamp was recorded; `time` repeats the frame before. */
export const MISSING_TIME = 0x08;
/**
 * The sequence number is not printed (a bare ACK in tcpdump's text). keepalive/numbering.ts puts the one that it must
 * have had in its place before tracking/ sees the segment; until then `sequence` is 0, or what later numbers count from.
 */
export const MISSING_SEQUENCE = 0x10;

/** Bits of `Segment.inference`: why a segment without a printed number is taken for a probe. */
export const INFERRED_FROM_IDLE = 0x01;
/** The peer answered it within a round trip, with a bare ACK. */
export const INFERRED_FROM_ANSWER = 0x02;
/** The answer echoes an older TSval: the segment was not taken in (RFC 7323 §4.3). */
export const INFERRED_FROM_ECHO = 0x04;
/** Others like it went before or after it, and nobody answered. */
export const INFERRED_FROM_RUN = 0x08;
/** Later numbers count from its own, and are one more than an ordinary ACK would make them. */
export const INFERRED_FROM_COUNT = 0x10;

export class Segment {
  /** Counts from 1 over all captures of the timeline. Set by the caller of the decoder. */
  frame = 0;
  /** Nanoseconds since the timeline's first frame; exact to 104 days. Set by the caller of the decoder. */
  time = 0;

  /** IP addresses as four 32-bit words, network order; IPv4 as ::ffff:a.b.c.d (0, 0, 0xffff, a.b.c.d). Int32 each. */
  source0 = 0;
  source1 = 0;
  source2 = 0;
  source3 = 0;
  destination0 = 0;
  destination1 = 0;
  destination2 = 0;
  destination3 = 0;
  sourcePort = 0;
  destinationPort = 0;
  /** Tells equal addresses on different VLANs and tunnels apart: a hash of their identifiers; 0 = none. Int32. */
  scope = 0;

  /** Hash of both endpoints, the same for either direction: written by the caller of the decoder, see wire/flow-hash.ts. */
  flowHash = 0;

  /** SEG.SEQ and SEG.ACK as Int32; compare only through wire/sequence.ts. SEG.ACK means nothing without ACK. */
  sequence = 0;
  acknowledgment = 0;
  /** FIN | SYN | RST | PSH | ACK | URG | 0x40 (ECE) | 0x80 (CWR). */
  flags = 0;
  /** SEG.WND as sent, 0..65535, unscaled. With MISSING_WINDOW it is 0 and means nothing: no window was closed. */
  window = 0;
  /**
   * SEG.LEN without SYN and FIN: payload octets by the IP length, 0..2^30, whatever the capture holds of them, but no more
   * than there were on the wire.
   */
  length = 0;
  /** What the captured octets of the payload say, see wire/payload-class.ts: its class << 24 | a detail; 0 = nothing. Int32. */
  payload = 0;

  /** RFC 7323 §2.2 shift count 0..14, or -1 where the option is absent. */
  windowScale = -1;
  /** 1 where the RFC 7323 timestamps option is present. */
  hasTimestamps = 0;
  /** TSval and TSecr as Int32. */
  timestampValue = 0;
  timestampEcho = 0;
  /** RFC 2018: number of SACK blocks, 0..4, and the first block's edges as Int32 (RFC 2883: a D-SACK is the first). */
  sackBlocks = 0;
  sackLeft = 0;
  sackRight = 0;

  /** IPv4 TTL or IPv6 hop limit. */
  ttl = 0;
  /** IPv4 identification; 0 in IPv6. */
  ipId = 0;
  /** 4 or 6. */
  ipVersion = 4;
  /** IPv6 flow label (RFC 6437); means nothing in IPv4. */
  flowLabel = 0;
  /** MISSING_ bits. A decoder writes all of it, so a caller adds MISSING_TIME afterwards. */
  missing = 0;
  /** INFERRED_ bits of a probe that is known without its number; 0 = it has its number, or is none. */
  inference = 0;
  /** What decoding came to. Set by the caller of the decoder. */
  outcome: Outcome = Outcome.Segment;

  /**
   * Outcome.IcmpError only: type and code of the error. Every other field is of the quoted segment, in its own
   * direction: `ttl` and `ipId` as they reached the reporter, `length` 0 and no options whatever it carried. The
   * reporter's address is below.
   */
  icmpType = 0;
  icmpCode = 0;
  reporter0 = 0;
  reporter1 = 0;
  reporter2 = 0;
  reporter3 = 0;
}
