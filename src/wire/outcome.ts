/**
 * What decoding one frame came to: a small integer, so that nothing is thrown or allocated per frame.
 * Every frame has exactly one outcome, and every outcome is counted under its name.
 */
export const Outcome = {
  /** The Segment holds a TCP segment. */
  Segment: 0,
  /** The Segment holds an ICMP or ICMPv6 error and the TCP header that it quotes. */
  IcmpError: 1,
  /** Not IPv4 or IPv6: ARP, LLDP, 802.11 management, a record that holds no packet. */
  NotIp: 2,
  /** IP, but not TCP, and not an ICMP error about TCP. */
  NotTcp: 3,
  /** A fragment other than the first: it carries no TCP header. */
  LaterFragment: 4,
  /** Cut before the octets that are needed (RFC 9293 §3.1: up to and including the flags). */
  Truncated: 5,
  /** A length or version field contradicts the octets around it. */
  Malformed: 6,
  /** A link type that this version does not decode. */
  UnsupportedLinkType: 7,
  /** More encapsulations inside one another than MAX_LAYERS. */
  TooDeep: 8,
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** The stable names of the outcomes, by number; `captures[].anomalies` and `captures[].skipped` use them. */
export const OUTCOME_NAMES = [
  'segment',
  'icmp-error',
  'not-ip',
  'not-tcp',
  'later-fragment',
  'truncated-packet',
  'malformed-packet',
  'unsupported-link-type',
  'too-many-layers',
] as const;
