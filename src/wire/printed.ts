/**
 * What a line of text says of a packet -> the TCP segment in it: the counterpart of frame.ts. The fields that the line
 * does not have are named in `missing`.
 */
import type { EndpointNames, NamedEndpoint } from './endpoint-names.ts';
import { Outcome } from './outcome.ts';
import { PLAIN } from './payload-class.ts';
import {
  ACK,
  MISSING_ACKNOWLEDGMENT,
  MISSING_OPTIONS,
  MISSING_SEQUENCE,
  MISSING_WINDOW,
  type Segment,
} from './segment.ts';
import { MAXIMUM_LENGTH } from './tcp.ts';

/** A packet as a text reader gives it: null for what is not printed. */
export interface Printed {
  kind: 'tcp' | 'icmp-error' | 'no-flags' | 'no-ports' | 'not-tcp' | 'not-ip';
  ipVersion: 4 | 6;
  source: NamedEndpoint;
  destination: NamedEndpoint;
  flags: number;
  sequence: number | null;
  /** `sequence` is only what later numbers of the flow are counted from: the segment's own, or unrelated to it. */
  isSequenceUnprinted: boolean;
  acknowledgment: number | null;
  window: number | null;
  length: number;
  hasAllOptions: boolean;
  windowScale: number | null;
  timestamps: { value: number; echo: number } | null;
  sack: { blocks: number; left: number; right: number } | null;
  ttl: number;
  ipId: number;
  icmp: { type: number; code: number; reporter: string } | null;
}

/** Fills the segment; `names` learns the names in it. */
export function decodePrinted(printed: Printed, names: EndpointNames, segment: Segment): Outcome {
  if (printed.kind === 'not-ip') return Outcome.NotIp;
  if (printed.kind === 'not-tcp') return Outcome.NotTcp;
  if (printed.kind === 'no-ports') return Outcome.NotTcp;
  if (printed.kind === 'no-flags' || !readEndpoints(printed, names, segment)) return Outcome.Truncated;
  // Written so that what is no number is refused as well.
  if (!(printed.length >= 0 && printed.length <= MAXIMUM_LENGTH)) return Outcome.Malformed;
  const { flags, sequence, acknowledgment, window, timestamps, sack } = printed;
  segment.missing =
    (sequence === null || printed.isSequenceUnprinted ? MISSING_SEQUENCE : 0) |
    (acknowledgment === null && flags & ACK ? MISSING_ACKNOWLEDGMENT : 0) |
    (window === null ? MISSING_WINDOW : 0) |
    (printed.hasAllOptions ? 0 : MISSING_OPTIONS);
  segment.sequence = (sequence ?? 0) | 0;
  segment.acknowledgment = (acknowledgment ?? 0) | 0;
  segment.flags = flags;
  segment.window = (window ?? 0) & 0xffff;
  segment.length = printed.length;
  segment.payload = PLAIN;
  segment.windowScale = printed.windowScale ?? -1;
  segment.hasTimestamps = timestamps === null ? 0 : 1;
  segment.timestampValue = (timestamps?.value ?? 0) | 0;
  segment.timestampEcho = (timestamps?.echo ?? 0) | 0;
  segment.sackBlocks = sack?.blocks ?? 0;
  segment.sackLeft = (sack?.left ?? 0) | 0;
  segment.sackRight = (sack?.right ?? 0) | 0;
  segment.ttl = printed.ttl;
  segment.ipId = printed.ipId;
  segment.ipVersion = printed.ipVersion;
  segment.flowLabel = 0;
  segment.scope = 0;
  segment.inference = 0;
  if (printed.kind === 'tcp') return Outcome.Segment;
  return readError(printed, names, segment);
}

function readEndpoints({ source, destination }: Printed, names: EndpointNames, segment: Segment): boolean {
  const from = names.wordsOf(source);
  const to = names.wordsOf(destination);
  if (from === null || to === null) return false;
  [segment.source0, segment.source1, segment.source2, segment.source3] = from;
  [segment.destination0, segment.destination1, segment.destination2, segment.destination3] = to;
  segment.sourcePort = source.port ?? 0;
  segment.destinationPort = destination.port ?? 0;
  return true;
}

function readError({ icmp }: Printed, names: EndpointNames, segment: Segment): Outcome {
  if (icmp === null) return Outcome.NotTcp;
  const reporter = names.wordsOf({ host: icmp.reporter, port: 0, service: '' });
  segment.icmpType = icmp.type;
  segment.icmpCode = icmp.code;
  [segment.reporter0, segment.reporter1, segment.reporter2, segment.reporter3] = reporter ?? [0, 0, 0, 0];
  return Outcome.IcmpError;
}
